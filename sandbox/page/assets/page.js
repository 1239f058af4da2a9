/** Starts the page and keeps it in step: the sandbox says what moved, and that part asks again. */

import { byId } from './dom.js';
import { startTelegram } from './telegram.js';
import { startTrouble } from './trouble.js';
import { startWhatsApp } from './whatsapp.js';

const loaders = { whatsapp: startWhatsApp(), telegram: startTelegram(), faults: startTrouble() };
const loading = new Map();

/** One request at a time for a part; what moves meanwhile is asked for once more. */
function refresh(topic) {
  const load = loaders[topic];
  if (!load) return;
  if (loading.has(topic)) {
    loading.set(topic, true);
    return;
  }
  loading.set(topic, false);
  load()
    .catch(() => tell('not reachable', false))
    .finally(() => {
      const again = loading.get(topic);
      loading.delete(topic);
      if (again) refresh(topic);
    });
}

function tell(words, isLive) {
  byId('connection').textContent = words;
  byId('connection').classList.toggle('live', isLive);
}

for (const button of document.querySelectorAll('[data-show]')) {
  button.addEventListener('click', () => {
    document.body.dataset.tab = button.dataset.show;
    for (const box of document.querySelectorAll('.messages')) box.scrollTop = box.scrollHeight;
    for (const other of document.querySelectorAll('[data-show]'))
      other.setAttribute('aria-pressed', String(other === button));
  });
}

const live = new EventSource('/sandbox/live');
live.addEventListener('open', () => {
  tell('live', true);
  for (const topic of Object.keys(loaders)) refresh(topic);
});
live.addEventListener('error', () => tell('not reachable', false));
live.addEventListener('message', (event) => {
  for (const topic of JSON.parse(event.data)) refresh(topic);
});
