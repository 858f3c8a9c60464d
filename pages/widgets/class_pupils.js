// The pupils of a class as buttons, see class_pupils.py. They keep their place in the page while
// the list is drawn anew each second, so that no click is lost.

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ul");
  const known = new Map([...list.children].map((item) => [item.dataset.id, item]));
  const items = data.pupils.map((pupil) => {
    const item = known.get(pupil.id) ?? newItem(pupil.id, setTriggerValue);
    const [name, step] = item.querySelectorAll("span");
    name.textContent = pupil.name;
    step.textContent = pupil.step;
    item.dataset.state = pupil.state;
    item.style.setProperty("--share", pupil.share);
    item.firstChild.title = pupil.label;
    item.firstChild.setAttribute("aria-label", pupil.label);
    return item;
  });
  if (items.some((item, i) => list.children[i] !== item) || items.length < list.children.length) {
    const active = list.getRootNode().activeElement; // moving an element takes its focus away
    list.replaceChildren(...items);
    active?.focus();
  }
}

function newItem(id, setTriggerValue) {
  const item = document.createElement("li");
  item.dataset.id = id;
  const button = document.createElement("button");
  button.type = "button";
  button.append(document.createElement("span"), document.createElement("span"));
  button.addEventListener("click", () => setTriggerValue("chosen", id));
  item.append(button);
  return item;
}
