import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { eventually } from '../support/stack.ts';

describe('the audit log over HTTP', () => {
  let world: ApiWorld;
  before(async () => {
    world = await createApiWorld();
    const entry = (companyId: number, who: string, action: string, kind: string, id: string, minute: number) => ({
      company_id: companyId,
      actor_kind: 'user',
      actor_label: who,
      action,
      subject_kind: kind,
      subject_id: id,
      at: new Date(Date.UTC(2026, 10, 20, 12, minute)),
    });
    const { companyId } = world.one;
    await world
      .database('audit_log')
      .insert([
        entry(companyId, 'Anna Novák', 'message.approved', 'message', '12', 1),
        entry(companyId, 'Boris', 'message.rejected', 'message', '120', 2),
        entry(companyId, 'Анна', 'settings.changed', 'settings', '1', 3),
        entry(companyId, 'Boris 100%', 'run.started', 'run', '7', 4),
        entry(world.two.companyId, 'Anna Elsewhere', 'message.approved', 'message', '12', 5),
      ]);
  });
  after(() => world.close());

  const found = async (asked: Record<string, string>, file = 'audit') =>
    world
      .as(world.one, 'owner')
      .get(`/api/companies/${String(world.one.companyId)}/${file}?${new URLSearchParams(asked).toString()}`);
  const actions = async (asked: Record<string, string>) =>
    (await found(asked))
      .read(routes.listAudit.response)
      .items.map(({ action, actorLabel }) => `${actorLabel}: ${action}`);

  it('is searched by who, what and on what, each word anywhere in it, in one club alone', async () => {
    expect(await actions({ q: 'ANNA' })).to.deep.equal(['Anna Novák: message.approved']);
    expect(await actions({ q: 'анна' })).to.deep.equal(['Анна: settings.changed']);
    expect(await actions({ q: 'message 12' })).to.have.length(2);
    expect(await actions({ q: 'boris reject' })).to.deep.equal(['Boris: message.rejected']);
    expect(await actions({ q: '100%' })).to.deep.equal(['Boris 100%: run.started']);
    expect(await actions({ q: 'b_ris' })).to.deep.equal([]);
    expect(await actions({ q: ' ' })).to.have.length(4);
  });

  it('finds an action by the words that the reader’s language has for it', async () => {
    const asked = { q: 'одобрено', actions: 'message.approved,message.edited' };
    expect(await actions(asked)).to.deep.equal(['Anna Novák: message.approved']);
    expect(await actions({ q: 'boris', actions: 'settings.changed' })).to.have.length(3);
    expect(await actions({ actions: 'settings.changed' }), 'words of nothing that was asked').to.have.length(4);
  });

  it('takes away as CSV what the search has found', async () => {
    const { text } = await found({ q: 'boris' }, 'audit.csv');
    expect(text.trim().split('\r\n')).to.have.length(3);
    // Its end is noted behind the answer, and the database must not be gone before.
    await eventually('the end of the file to be noted', async () => {
      const [entry] = await world.database('audit_log').where({ action: 'export.made' });
      return entry?.details.complete === true;
    });
  });
});
