/** Small tools of the page: making elements, asking the sandbox, keeping a list in step with what is known. */

/** `h('button', { class: 'plain', onclick: … }, 'Send')`; text is always text, never markup. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

export const byId = (id) => document.getElementById(id);

export async function ask(path, body, method = 'POST') {
  const sent = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`/sandbox${path}`, body === undefined ? {} : sent);
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(answer?.problem ?? answer?.error ?? `The sandbox answered ${response.status}.`);
  return answer;
}

/** Replaces a container's children only where they differ, so that nothing jumps and focus stays. */
export function show(container, items) {
  const known = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let at = container.firstElementChild;
  for (const { key, version, make } of items) {
    let child = known.get(key);
    known.delete(key);
    if (!child || child.dataset.version !== version) {
      const fresh = make();
      fresh.dataset.key = key;
      fresh.dataset.version = version;
      if (child) {
        const hadFocus = child.contains(document.activeElement);
        const focusedId = document.activeElement?.dataset?.testid;
        if (at === child) at = fresh;
        child.replaceWith(fresh);
        if (hadFocus) (fresh.querySelector(`[data-testid="${focusedId}"]`) ?? fresh).focus?.({ preventScroll: true });
      }
      child = fresh;
    }
    if (child === at) at = at.nextElementSibling;
    else container.insertBefore(child, at);
  }
  for (const gone of known.values()) gone.remove();
}

/** Keeps a chat at its end unless somebody has scrolled up to read. */
export function keepingEnd(box, change) {
  const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  change();
  if (isAtEnd) box.scrollTop = box.scrollHeight;
}

export function clockTime(at) {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

let hiding;
export function toast(text) {
  const box = byId('toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    box.hidden = true;
  }, 4000);
}

/** Enter sends, Shift+Enter makes a line; the box grows with what is written. */
export function composer(form, box, send) {
  const fit = () => {
    box.rows = Math.min(5, box.value.split('\n').length);
  };
  box.addEventListener('input', fit);
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (text === '') return;
    send(text)
      .then(() => {
        box.value = '';
        fit();
      })
      .catch((error) => toast(error.message));
  });
}
