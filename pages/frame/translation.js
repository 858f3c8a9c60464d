// Keeps a page alive while the browser translates it. See pages/frame/shell.py.
//
// A translator puts its words into <font> elements and takes out the text nodes that they stand
// for, which React still knows: it fails when it removes one (facebook/react #11538), and the
// numbers that it writes into one are never seen. So each of these nodes goes back to its place,
// empty, in front of its <font>. What React does to it then, is done to what is seen.

const shownBy = new WeakMap(); // {text node of React: the <font> that is seen in its place}
const standsFor = new WeakMap(); // {that <font>: [the text node, what it said]}

const isNew = (node) => node?.nodeName === "FONT" && !standsFor.has(node);

function giveWay(text, font) {
  if (text.parentNode) text.replaceWith(text.cloneNode()); // the <font> holds the node itself
  shownBy.set(text, font);
  standsFor.set(font, [text, text.data]);
  font.before(text);
  text.data = "";
}

function show(text) { // what React has written there
  shownBy.get(text)?.remove();
  shownBy.delete(text);
}

function follow(text) { // where React has put it, or out of the page
  if (text.parentNode) text.after(shownBy.get(text));
  else shownBy.get(text).remove();
}

function showOriginal(font, instead) { // the translator has taken its words back
  const [text, said] = standsFor.get(font);
  if (shownBy.get(text) !== font || !text.parentNode) return;
  for (const copy of [font, ...instead]) if (copy !== text) copy.remove();
  shownBy.delete(text);
  text.data = said;
}

function note({ addedNodes, removedNodes, previousSibling, nextSibling }) {
  const font = [...addedNodes, previousSibling, nextSibling].find(isNew);
  for (const node of removedNodes) {
    if (shownBy.has(node)) follow(node);
    else if (standsFor.has(node)) showOriginal(node, addedNodes);
    else if (font && node.nodeType === Node.TEXT_NODE) giveWay(node, font);
  }
}

// Some translators take a text node out and put nothing there: nobody can remove it once more.
function forgive({ removeChild, insertBefore }) {
  Node.prototype.removeChild = function (node) {
    const isGone = node instanceof Node && node.parentNode !== this;
    return isGone ? node : removeChild.call(this, node);
  };
  Node.prototype.insertBefore = function (node, next) {
    return insertBefore.call(this, node, next?.parentNode === this ? next : null);
  };
}

if (!window.goesOnTranslated) { // once, however often Streamlit loads this
  window.goesOnTranslated = true;
  forgive(Node.prototype);
  const watcher = new MutationObserver((changes) => {
    const written = changes.filter(({ type }) => type === "characterData");
    written.map(({ target }) => target).filter((text) => shownBy.has(text)).forEach(show);
    changes.forEach(note);
    watcher.takeRecords(); // its own changes
  });
  watcher.observe(document.body, { childList: true, characterData: true, subtree: true });
}
