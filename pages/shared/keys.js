// Keys of every page that Streamlit's buttons cannot have. See pages/shared/tools.py.

const TYPING = "textarea, [contenteditable=true], " +
  "input:not([type=range], [type=checkbox], [type=radio])";
const DIALOG = "[data-testid=stDialog]";
const OPEN = `${DIALOG}, [role=listbox], [data-testid=stPopoverBody]`; // what Escape closes first

const is = (selector) => document.querySelector(selector) !== null;
const closeTools = () => document.querySelector(".st-key-tools [aria-expanded=true]")?.click();

export default function ({ data, setTriggerValue }) {
  const press = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.composedPath().some((part) => part.matches?.(TYPING))) return;
    if (event.key === "?" && !is(DIALOG)) {
      closeTools();
      setTriggerValue("pressed", "?");
    }
    if (event.key === "Escape" && data.projected && !is(OPEN)) setTriggerValue("pressed", "Escape");
  };
  const choose = (event) => { // a page of the list
    if (event.target.closest?.(".st-key-tools-pages a")) closeTools();
  };
  document.addEventListener("keydown", press, true); // before anything closes by the same key
  document.addEventListener("click", choose);
  return () => {
    document.removeEventListener("keydown", press, true);
    document.removeEventListener("click", choose);
  };
}
