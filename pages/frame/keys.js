// Keys of every page that Streamlit's buttons cannot have. See pages/frame/tools.py.

const TYPING = "textarea, [contenteditable=true], " +
  "input:not([type=range], [type=checkbox], [type=radio])";
const DIALOG = "[data-testid=stDialog]";
const OPEN = `${DIALOG}, [role=listbox], [role=menu], [data-testid=stPopoverBody], ` +
  "[data-testid^=stDataFrame][data-testid$=Menu], " +
  'body[style*="overflow: hidden"]'; // what Escape closes first, a picture in full screen too

const is = (selector) => document.querySelector(selector) !== null;
const closeTools = () => document.querySelector(".st-key-tools [aria-expanded=true]")?.click();

export default function ({ data, setTriggerValue }) {
  const press = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.composedPath().some((part) => part.matches?.(TYPING))) return;
    if (event.key === "?" && !is(DIALOG)) {
      closeTools();
      setTriggerValue("pressed", "?");
    }
    // Streamlit's own Escape works only while the focus is inside, and a rerun may take it away.
    const close = document.querySelector(`${DIALOG} [aria-label=Close]`);
    if (event.key === "Escape" && close) {
      event.stopImmediatePropagation();
      close.click();
      return;
    }
    if (event.key === "Escape" && data.projected && !is(OPEN)) setTriggerValue("pressed", "Escape");
  };
  window.addEventListener("keydown", press, true); // before anything closes by the same key
  return () => window.removeEventListener("keydown", press, true);
}
