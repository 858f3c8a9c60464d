// Keys of every page that Streamlit's buttons cannot have. See pages/shared/tools.py.

const TYPING = "textarea, [contenteditable=true], " +
  "input:not([type=range], [type=checkbox], [type=radio])";
const DIALOG = "[role=dialog]";
const OPEN = `${DIALOG}, [role=listbox], [data-testid=stPopoverBody]`; // what Escape closes first

export default function ({ data, setTriggerValue }) {
  const press = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.composedPath().some((part) => part.matches?.(TYPING))) return;
    const is = (selector) => document.querySelector(selector) !== null;
    if (event.key === "?" && !is(DIALOG)) setTriggerValue("pressed", "?");
    if (event.key === "Escape" && data.projected && !is(OPEN)) setTriggerValue("pressed", "Escape");
  };
  document.addEventListener("keydown", press, true); // before anything closes by the same key
  return () => document.removeEventListener("keydown", press, true);
}
