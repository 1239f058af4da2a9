/** Workflows that began under an older release go on under today's code: every recorded history is replayed. */

import { bundleWorkflowCode, DefaultLogger, type ReplayResult, Worker } from '@temporalio/worker';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import * as workflows from '../../workflows/index.ts';
import { keepQuiet, workflowBundle } from '../support/temporal.ts';
import { type RecordedEvent, type RecordedHistory, recordedHistories, traces, withoutMachine } from './history.ts';
import { stories } from './stories/all.ts';
import { fileOf } from './stories/story.ts';

const recorded = recordedHistories();

async function replayed(
  code: { code: string },
  histories: { file: string; history: RecordedHistory }[],
): Promise<ReplayResult[]> {
  const results: ReplayResult[] = [];
  const given = histories.map(({ file, history }) => ({ workflowId: file, history: historyFromJSON(history) }));
  for await (const result of Worker.runReplayHistories({ workflowBundle: code }, given)) results.push(result);
  return results;
}

const typeOf = ({ events }: RecordedHistory): string => {
  const started = events[0]?.['workflowExecutionStartedEventAttributes'] as { workflowType: { name: string } };
  return started.workflowType.name;
};

/** The same history with one of its events changed. */
function mutated(
  history: RecordedHistory,
  isIt: (event: RecordedEvent) => boolean,
  change: (json: string) => string,
): RecordedHistory {
  const at = history.events.findIndex(isIt);
  return {
    events: history.events.map((event, index) =>
      index === at ? (JSON.parse(change(JSON.stringify(event))) as RecordedEvent) : event,
    ),
  };
}

describe('replay', function () {
  this.timeout(60_000);
  before(keepQuiet);

  it('takes every recorded history through today’s workflows without a difference', async () => {
    const results = await replayed(await workflowBundle(), recorded);
    const failures = results.filter(({ error }) => error).map(({ workflowId, error }) => [workflowId, error?.message]);
    expect(failures).to.deep.equal([]);
    expect(results.map(({ workflowId }) => workflowId)).to.have.members(recorded.map(({ file }) => file));
  });

  it('has a history of every workflow type, and of every story that can be recorded', () => {
    expect(new Set(recorded.map(({ history }) => typeOf(history)))).to.deep.equal(new Set(Object.keys(workflows)));
    expect(recorded.map(({ file }) => file)).to.include.members(stories.map(fileOf));
    for (const { file, history } of recorded) expect(file.startsWith(`${typeOf(history)}-`), file).to.equal(true);
  });

  it('has a history that ends by beginning anew', () => {
    const last = recorded.map(({ history }) => history.events.at(-1)?.eventType);
    expect(last).to.include('EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
  });

  it('notices an activity that today’s code would not call, whatever the workflow', async () => {
    const others = recorded.map(({ file, history }) => ({
      file,
      history: mutated(
        history,
        ({ eventType }) => eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED',
        (json) => json.replace(/"activityType":\{"name":"\w+"\}/, '"activityType":{"name":"somethingElse"}'),
      ),
    }));
    const results = await replayed(await workflowBundle(), others);
    const unnoticed = results.filter(({ error }) => error?.name !== 'DeterminismViolationError');
    expect(unnoticed.map(({ workflowId }) => workflowId)).to.deep.equal([]);
    expect(results.length).to.equal(recorded.length);
  });

  it('notices a workflow that was changed without saying so', async () => {
    const changed = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('changed-workflows.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
    const histories = recorded.filter(({ history }) => typeOf(history) === 'reconcile');
    const results = await replayed(changed, histories);
    expect(results.map(({ error }) => error?.name)).to.deep.equal(histories.map(() => 'DeterminismViolationError'));
  });
});

describe('recorded histories', () => {
  it('hold no phone, no name, no message id and no machine, also where they are encoded', () => {
    for (const { file, history } of recorded) expect(traces(history), file).to.deep.equal([]);
  });

  it('are small enough to be read', () => {
    for (const { file, history } of recorded) expect(JSON.stringify(history).length, file).to.be.below(64_000);
  });

  it('are found out when somebody records a person', () => {
    const [first] = recorded;
    if (!first) expect.fail('there is no history');
    const encode = (data: unknown) => ({
      metadata: { encoding: Buffer.from('json/plain').toString('base64') },
      data: Buffer.from(JSON.stringify(data)).toString('base64'),
    });
    const holding = (attributes: object): string[] =>
      traces({
        events: [...first.history.events, { eventId: '1', eventType: 'EVENT_TYPE_TIMER_FIRED', ...attributes }],
      });
    const payload = (data: unknown) => holding({ input: { payloads: [encode(data)] } });
    const people = [
      { phone: '+420601222333' },
      { phone: 420_601_222_333 },
      { to: '601 222 333' },
      { client: 'Anna Nováková' },
      { name: 'Борис' },
      { text: 'see you tomorrow' },
      { id: 'wamid.HBgLNDIw' },
      { '420601222333': true },
    ];
    for (const data of people) expect(payload(data), JSON.stringify(data)).to.not.deep.equal([]);
    expect(payload({ messageId: 12, at: '2026-11-20T10:00:00.000Z', outcome: 'slot_gone' })).to.deep.equal([]);
    expect(holding({ userMetadata: { summary: encode('Message to Anna Smith') } })).to.not.deep.equal([]);
    expect(holding({ failure: { message: 'duplicate key (phone)=(+420601222333)' } })).to.not.deep.equal([]);
    expect(holding({ identity: '4711@laptop' })).to.not.deep.equal([]);
    const bare = withoutMachine({
      events: [
        { eventId: '1', eventType: 'EVENT_TYPE_TIMER_FIRED', identity: '4711@laptop', stackTrace: 'at /home/x' },
      ],
    });
    expect(traces(bare)).to.deep.equal([]);
  });
});
