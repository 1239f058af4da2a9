/** Trouble on demand: one press makes the next calls of a stand-in fail in a chosen way. */

import { ask, byId, h, show, toast } from './dom.js';

const GROUPS = [
  {
    system: 'whatsapp',
    title: 'WhatsApp',
    faults: [
      ['Silence, and not accepted', { kind: 'timeout_before' }],
      ['Silence, but accepted', { kind: 'timeout_after' }],
      ['Connection cut, not accepted', { kind: 'reset_before' }],
      ['Connection cut, but accepted', { kind: 'reset_after' }],
      ['503, not accepted', { kind: 'server_error_before' }],
      ['503, but accepted', { kind: 'server_error_after' }],
      ['130429 too fast', { kind: 'code', code: 130_429 }],
      ['131056 same person too often', { kind: 'code', code: 131_056 }],
      ['131049 withheld, by webhook', { kind: 'fail_by_webhook', code: 131_049 }],
      ['131026 undeliverable, by webhook', { kind: 'fail_by_webhook', code: 131_026 }],
      ['190 token expired', { kind: 'code', code: 190 }],
      ['Webhooks lost', { kind: 'mute_webhooks' }],
      ['Webhooks twice', { kind: 'duplicate_webhooks' }],
      ['Webhooks out of order', { kind: 'shuffle_webhooks' }],
    ],
  },
  {
    system: 'telegram',
    title: 'Telegram',
    faults: [
      ['429, wait 5 s', { kind: 'too_many_requests', afterMs: 5_000 }],
      ['502', { kind: 'server_error' }],
      ['403 kicked from the group', { kind: 'code', code: 403 }],
      ['Silence, but done', { kind: 'timeout_after', match: 'sendmessage' }],
    ],
  },
  {
    system: 'booking',
    title: 'Booking platform',
    faults: [
      ['429 too many requests', { kind: 'rate_limit' }],
      ['500', { kind: 'server_error' }],
      ['An error page instead of JSON', { kind: 'html' }],
      ['Booked, but the answer is lost', { kind: 'lost_answer' }],
    ],
  },
  {
    system: 'claude',
    title: 'Claude',
    faults: [
      ['429, wait 10 s', { kind: 'rate_limited', afterMs: 10_000 }],
      ['529 overloaded', { kind: 'overloaded' }],
      ['500', { kind: 'server_error' }],
      ['Refuses', { kind: 'refusal' }],
      ['Cut off in the middle', { kind: 'cut_off' }],
      ['Not the asked shape', { kind: 'wrong_shape' }],
    ],
  },
];

const HOW_MANY = { always: {}, half: { probability: 0.5 } };

async function order(system, fault) {
  const count = byId('fault-count').value;
  await ask('/faults', { system, ...fault, ...(HOW_MANY[count] ?? { count: Number(count) }) });
}

function howOften(fault) {
  if (fault.probability !== undefined) return `${Math.round(fault.probability * 100)} % of the calls`;
  return fault.count === undefined ? 'every call' : `${fault.count - fault.hits} more`;
}

async function load() {
  const { faults } = await ask('/faults');
  const count = byId('trouble-count');
  count.hidden = faults.length === 0;
  count.textContent = String(faults.length);
  show(
    byId('active-faults'),
    faults.map((fault) => ({
      key: fault.id,
      version: String(fault.hits),
      make: () =>
        h(
          'li',
          {},
          h('b', {}, `${fault.system} · ${fault.kind.replaceAll('_', ' ')}${fault.code ? ` ${fault.code}` : ''}`),
          ` ${howOften(fault)}, met ${fault.hits}×`,
        ),
    })),
  );
  const { obedient } = await ask('/claude');
  byId('obedient').checked = obedient;
}

const attempt = (promise) => promise.catch((error) => toast(error.message));

export function startTrouble() {
  byId('fault-groups').append(
    ...GROUPS.map(({ system, title, faults }) =>
      h(
        'div',
        { class: 'fault-group' },
        h('h3', {}, title),
        ...faults.map(([words, fault]) =>
          h(
            'button',
            {
              type: 'button',
              class: 'fault',
              'data-testid': `fault-${system}-${fault.kind}-${fault.code ?? ''}`,
              onclick: () => attempt(order(system, fault)),
            },
            words,
          ),
        ),
        system === 'claude'
          ? h(
              'label',
              { class: 'switch' },
              h('input', {
                type: 'checkbox',
                id: 'obedient',
                'data-testid': 'obedient',
                onchange: (event) => attempt(ask('/claude', { obedient: event.target.checked }, 'PUT')),
              }),
              ' obeys hostile text in what it reads',
            )
          : null,
      ),
    ),
    h(
      'div',
      { class: 'fault-group' },
      h('h3', {}, 'All of it'),
      h(
        'button',
        {
          type: 'button',
          class: 'fault calm',
          'data-testid': 'faults-clear',
          onclick: () => attempt(fetch('/sandbox/faults', { method: 'DELETE' })),
        },
        'End all trouble',
      ),
    ),
  );
  return load;
}
