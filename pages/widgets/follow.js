// Moves the charts that are bound to a parameter (figures/charts.py) with a slider that is dragged:
// Streamlit sends a slider's value only when it is let go.

const DRAGGED = "[data-testid=stSlider] [data-dragging=true]";

function move(name, value) {
  for (const input of document.querySelectorAll(`.vega-bind input[name=${name}]`)) {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const watched = new WeakMap();

export default function ({ parentElement, data }) {
  watched.get(parentElement)?.disconnect();
  const slid = new MutationObserver((records) => {
    const input = records.map((record) => record.target).findLast((it) => it.closest(DRAGGED));
    if (input?.getAttribute("aria-label") === data.label) move(data.name, Number(input.value));
  });
  slid.observe(document.body, { subtree: true, attributeFilter: ["value"] });
  watched.set(parentElement, slid);
  return () => slid.disconnect();
}
