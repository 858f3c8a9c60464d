// The teacher's pause: a dialog over the page that a pupil cannot close, see attention.py.

const STYLE = `
  dialog { max-width: none; max-height: none; width: 100vw; height: 100vh; margin: 0; border: 0;
    padding: 2rem; box-sizing: border-box; place-items: center; text-align: center;
    background: var(--st-background-color); color: var(--st-text-color);
    font: 600 clamp(1.75rem, 5vw, 3.5rem)/1.3 var(--st-font); }
  dialog[open] { display: grid; }
  p { margin: 0; max-width: 22em; overflow-wrap: anywhere; }`;

export default function ({ data, parentElement }) {
  let dialog = parentElement.querySelector("dialog");
  if (!dialog) {
    const style = document.createElement("style");
    style.textContent = STYLE;
    dialog = document.createElement("dialog");
    dialog.append(document.createElement("p"));
    dialog.addEventListener("cancel", (event) => event.preventDefault()); // Escape
    parentElement.append(style, dialog);
  }
  dialog.ariaLabel = data.label;
  dialog.firstChild.textContent = data.sentence;
  if (data.sentence && !dialog.open) dialog.showModal();
  if (!data.sentence && dialog.open) dialog.close();
}
