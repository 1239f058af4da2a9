import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import type { Role } from '../../domain/access/scope.ts';
import { type ApiWorld, createApiWorld, NOW } from '../support/api.ts';

describe('what the front desk wrote on a card', () => {
  let world: ApiWorld;
  before(async () => {
    world = await createApiWorld();
  });
  after(() => world.close());

  const ask = (clientId: number, role: Role = 'manager', club = world.one) =>
    world.as(club, role).get(`/api/companies/${String(world.one.companyId)}/clients/${String(clientId)}`);
  const person = async (role: Role = 'manager') => (await ask(world.one.olgaId, role)).read(routes.getClient.response);
  const write = (values: object) => world.database('clients').where({ id: world.one.olgaId }).update(values);

  it('is shown with the answer about the newsletter, its source and its time', async () => {
    await write({
      birth_date: '1988-04-17',
      newsletter_agreed: true,
      consent_source: 'booking_card',
      consent_at: NOW,
      custom_fields: JSON.stringify({
        language: 'cs',
        shoe_size: 38,
        likes: ['tea', 'quiet'],
        deep: { a: 1 },
        none: '',
      }),
      card: JSON.stringify({
        comment: ' Allergic to lavender. ',
        sex: 'female',
        discount: 5,
        importance: 0,
        categories: ['Yoga club', ''],
        agreements: {
          is_newsletter_allowed: true,
          is_personal_data_processing_allowed: false,
          is_yc_newsletter_allowed: null,
        },
      }),
    });
    const { birthDate, newsletterAgreed, newsletterTold, card } = await person();
    expect({ birthDate, newsletterAgreed, newsletterTold }).to.deep.equal({
      birthDate: '1988-04-17',
      newsletterAgreed: true,
      newsletterTold: { source: 'booking_card', at: NOW.toISOString() },
    });
    expect(card).to.deep.equal({
      comment: 'Allergic to lavender.',
      categories: ['Yoga club'],
      discountPercent: 5,
      fields: [
        { name: 'likes', value: 'tea, quiet' },
        { name: 'shoe_size', value: '38' },
      ],
      agreements: [{ name: 'is_personal_data_processing_allowed', isAgreed: false }],
    });
  });

  it('is their specialist’s to see, not another one’s, nor another company’s', async () => {
    expect((await person('specialist')).card.comment).to.equal('Allergic to lavender.');
    expect((await ask(world.one.pavelId, 'specialist')).status).to.equal(404);
    expect((await ask(world.one.olgaId, 'owner', world.two)).status).to.equal(404);
  });

  it('is nothing where nothing was written and nobody was asked', async () => {
    await write({ custom_fields: '{}', card: '{}', newsletter_agreed: null, consent_at: null, consent_source: null });
    const { newsletterTold, card } = await person();
    expect([newsletterTold, card]).to.deep.equal([
      null,
      { comment: '', categories: [], discountPercent: 0, fields: [], agreements: [] },
    ]);
  });
});
