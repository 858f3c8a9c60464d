// Copies the page's address, or has the server make its QR code. See pages/frame/tools.py.

// For a pupil's device: with all settings, but not with the projector's large letters.
function address() {
  const url = new URL(location.href);
  url.searchParams.delete("projector");
  return url.href;
}

async function copied(text) { // browsers have a clipboard only on https and on this computer
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  return isDone;
}

export default function ({ data, parentElement, setTriggerValue }) {
  for (const button of parentElement.querySelectorAll("[data-does]")) {
    button.textContent = data[button.dataset.does];
  }
  const output = parentElement.querySelector("output");
  const on = (does, act) => { parentElement.querySelector(`[data-does=${does}]`).onclick = act; };
  const ask = (what) => { // a dialog opens, and what it would lie below closes
    setTriggerValue("asked", what);
    document.querySelector(".st-key-tools button[aria-expanded=true]")?.click();
  };
  on("copy", async () => {
    const text = address();
    output.textContent = await copied(text) ? data.copied : text;
  });
  on("code", () => ask(address()));
  on("keys", () => ask("?"));
}
