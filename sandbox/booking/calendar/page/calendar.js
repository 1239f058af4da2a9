/** The week of one person: free slots to book, bookings to mark. Plain DOM, no framework. */

const $ = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const state = {
  from: asked.get('from'),
  staff: asked.get('staff'),
  service: asked.get('service'),
  week: null,
  slot: null,
};

const STATES = { 1: 'arrived', 0: 'waiting', 2: 'confirmed', '-1': 'did not come' };
const MARKS = [
  ['arrived', 'Arrived'],
  ['did_not_come', 'Did not come'],
  ['confirmed', 'Confirmed'],
  ['waiting', 'Waiting'],
  ['cancelled', 'Cancelled'],
];
const stateOf = (record) => (record.deleted ? 'cancelled' : STATES[record.attendance]);

function element(tag, properties = {}, ...children) {
  const { data = {}, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

async function ask(path, options) {
  const response = await fetch(`/booking/calendar/api/${path}`, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? 'The sandbox did not answer.');
  return body;
}
const post = (path, body) =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

function toast(text) {
  $('toast').textContent = text;
  $('toast').classList.add('is-shown');
  setTimeout(() => $('toast').classList.remove('is-shown'), 2500);
}

const dayName = (date) =>
  new Date(`${date}T12:00:00Z`).toLocaleDateString('en', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });

function choices(select, items, chosen, label) {
  select.replaceChildren(...items.map((item) => element('option', { value: item.id, textContent: label(item) })));
  select.value = String(chosen ?? '');
  if (!select.value && items[0]) select.value = String(items[0].id);
}

function drawDay(day) {
  const list = element('div', { className: 'list' });
  const rows = [
    ...day.free.map((time) => ({ time, free: true })),
    ...day.bookings.map((record) => ({ time: record.local.slice(11), record })),
  ].sort((a, b) => a.time.localeCompare(b.time));
  for (const { time, free, record } of rows) {
    if (free) {
      const slot = element('button', {
        className: 'slot',
        textContent: time,
        ariaLabel: `Book ${day.date} ${time}`,
        data: { testid: 'slot', date: day.date, time },
      });
      slot.onclick = () => openBook(day.date, time);
      list.append(slot);
    } else {
      const button = element(
        'button',
        {
          className: 'record',
          data: { testid: 'record', id: record.id, state: stateOf(record), client: record.clientId ?? '' },
        },
        element('b', { textContent: `${time} ${record.client}` }),
        element('small', {
          textContent: `${record.services.join(', ') || '–'} · ${stateOf(record)}${record.byReprise ? ' · by Reprise' : ''}`,
        }),
      );
      button.onclick = () => openCard(record);
      list.append(button);
    }
  }
  const section = element('section', {
    className: `day${day.date === state.week.today ? ' is-today' : ''}`,
    data: { testid: 'day', date: day.date },
  });
  section.append(
    element(
      'h2',
      {},
      element('span', { textContent: dayName(day.date) }),
      element('span', { className: 'off', textContent: day.isWorking ? '' : 'off' }),
    ),
    list,
  );
  return section;
}

async function load() {
  const query = new URLSearchParams();
  for (const name of ['from', 'staff', 'service']) if (state[name]) query.set(name, state[name]);
  const week = await ask(`week?${query}`);
  Object.assign(state, { week, from: week.from, staff: week.staffId });
  document.querySelector('h1').textContent = week.company.title;
  $('zone').textContent = `Times are ${week.company.timeZone}, amounts ${week.company.currency}`;
  choices($('staff'), week.staff, week.staffId, (each) => each.name);
  choices($('service'), week.services, state.service, (each) => `${each.title} · ${each.minutes} min`);
  state.service = $('service').value;
  history.replaceState(
    null,
    '',
    `?${new URLSearchParams({ from: week.from, staff: week.staffId, service: state.service })}`,
  );
  $('days').replaceChildren(...week.days.map(drawDay));
}

function openBook(date, time) {
  state.slot = `${date} ${time}`;
  const service = $('service').selectedOptions[0]?.textContent ?? '';
  $('book-title').textContent = `${dayName(date)}, ${time} · ${service}`;
  $('search').value = '';
  $('found').replaceChildren();
  $('book-problem').textContent = '';
  $('book').showModal();
  $('search').focus();
}

let searches = 0;
async function search() {
  const mine = ++searches;
  const { clients } = await ask(`clients?${new URLSearchParams({ q: $('search').value })}`);
  // An answer that was overtaken by a later one is not shown.
  if (mine !== searches) return;
  $('found').replaceChildren(
    ...clients.map((client) => {
      const button = element(
        'button',
        { type: 'button', data: { testid: 'client', id: client.id } },
        element('span', { textContent: `${client.name} ${client.surname}` }),
        element('small', { className: 'quiet', textContent: client.phone }),
      );
      button.onclick = () => book(client);
      return element('li', {}, button);
    }),
  );
}

async function book(client) {
  try {
    await post('bookings', {
      staffId: Number(state.staff),
      serviceId: Number(state.service),
      clientId: client.id,
      local: state.slot,
    });
    $('book').close();
    toast(`Booked for ${client.name}.`);
    await load();
  } catch (error) {
    $('book-problem').textContent = error.message;
  }
}

function openCard(record) {
  $('card-title').textContent = record.client;
  const facts = [
    ['When', `${dayName(record.local.slice(0, 10))}, ${record.local.slice(11)} · ${record.minutes} min`],
    ['What', record.services.join(', ') || '–'],
    ['Cost', `${record.cost} ${state.week.company.currency}`],
    ['Phone', record.phone || '–'],
    ['State', stateOf(record)],
  ];
  $('card-facts').replaceChildren(
    ...facts.flatMap(([term, value]) => [element('dt', { textContent: term }), element('dd', { textContent: value })]),
  );
  $('card-problem').textContent = '';
  const buttons = record.deleted
    ? []
    : MARKS.filter(([, label]) => label.toLowerCase() !== stateOf(record)).map(([as, label]) => {
        const button = element('button', { type: 'button', textContent: label, data: { testid: `mark-${as}` } });
        button.onclick = () => markAs(record, as, label);
        return button;
      });
  $('card-actions').replaceChildren(
    ...buttons,
    element('button', { value: 'close', textContent: 'Close', data: { testid: 'record-close' } }),
  );
  $('card').showModal();
}

async function markAs(record, as, label) {
  try {
    await post(`bookings/${record.id}/mark`, { as });
    $('card').close();
    toast(`${record.client}: ${label.toLowerCase()}.`);
    await load();
  } catch (error) {
    $('card-problem').textContent = error.message;
  }
}

function move(days) {
  const date = new Date(`${state.from}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  state.from = date.toISOString().slice(0, 10);
  void load();
}

$('staff').onchange = () => {
  state.staff = $('staff').value;
  state.service = null;
  void load();
};
$('service').onchange = () => {
  state.service = $('service').value;
  void load();
};
$('search').oninput = () => void search();
$('before').onclick = () => move(-7);
$('after').onclick = () => move(7);
$('today').onclick = () => {
  state.from = null;
  void load();
};

// The product books as well: what it does shows up without a reload.
const live = new EventSource('/sandbox/live');
live.onmessage = (event) => {
  const isOpen = document.querySelector('dialog[open]');
  if (!isOpen && JSON.parse(event.data).includes('booking')) void load();
};
await load();
