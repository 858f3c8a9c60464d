# The app's servers, Dask's scheduler and its workers: one image, so that their versions are the
# same. compose.yaml starts them.
FROM python:3.11-slim-bookworm

RUN useradd --uid 10001 --create-home hqnn \
    && mkdir --parents /home/hqnn/.cache/hqnn \
    && chown --recursive hqnn:hqnn /home/hqnn

WORKDIR /app
# pip reads it: with PyTorch's index of builds for processors the image has no CUDA, 5 GB less.
ARG PIP_EXTRA_INDEX_URL
COPY requirements.txt ./
RUN pip install --no-cache-dir --requirement requirements.txt

COPY app.py ./
COPY .streamlit ./.streamlit
COPY pages ./pages
COPY hqnn_core ./hqnn_core
RUN python -m compileall -q app.py pages hqnn_core

# The root folder may be read-only: only /tmp and MNIST's folder are written to.
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/app MPLCONFIGDIR=/tmp/matplotlib
USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8501/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501", "--server.headless", "true"]
