// The moments of training, dragged or played: moves the charts that are bound to a parameter
// (hqnn_core/figures/charts.py), without the server.

const REPLAY_SECONDS = 10, HEALING = 150; // milliseconds after which a chart drawn anew follows

export default staged((root) => {
  const [slider, button] = ["input", ".play"].map((name) => root.querySelector(name));
  const labels = ["", ""];
  let data, at = 0;

  const last = () => data.names.length - 1;
  const follow = () => {
    if (data.isLive) return; // then each chart shows its newest moment
    const moment = String(Math.floor(at));
    for (const input of document.querySelectorAll(`.vega-bind input[name=${data.parameter}]`)) {
      if (input.value === moment) continue;
      input.value = moment;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const show = (moment) => {
    at = clamp(moment, 0, last());
    const name = data.names[Math.floor(at)];
    slider.value = Math.floor(at);
    slider.setAttribute("aria-valuetext", name);
    root.querySelector("output").textContent = name;
    follow();
  };
  const playing = player(button, labels, (seconds) => {
    show(at < last() ? at + seconds / REPLAY_SECONDS * last() : 0);
    if (at === last()) playing.halt();
  }, () => {});
  slider.oninput = () => {
    playing.halt();
    show(Number(slider.value));
  };
  const healing = setInterval(follow, HEALING);

  return {
    update(newData) {
      const isOther = data?.moments !== newData.moments;
      data = newData;
      labels.splice(0, 2, ...data.buttons);
      button.textContent = labels[Number(playing.isPlaying())];
      root.querySelector(".label").textContent = data.label;
      slider.setAttribute("aria-label", data.label);
      place(slider, { max: Math.max(last(), 1) });
      slider.disabled = button.disabled = data.isLive || !last();
      if (!isOther) return show(at);
      playing.halt();
      show(data.isSlow ? 0 : last());
      if (data.isSlow) button.click();
    },
    layout() {},
    remove() {
      playing.halt();
      clearInterval(healing);
    },
  };
});
