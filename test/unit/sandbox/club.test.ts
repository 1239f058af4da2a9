import { expect } from 'chai';
import { normalPhone } from '../../../domain/sync/phone.ts';
import { inventClub } from '../../../sandbox/booking/club/invent-club.ts';

describe('the invented club', () => {
  const today = '2026-11-20';
  const club = inventClub({ today });

  it('is the same for the same day and seed, and another for another seed', () => {
    expect(inventClub({ today })).to.deep.equal(club);
    expect(inventClub({ today, seed: 2 }).bookings).not.to.deep.equal(club.bookings);
  });

  it('has about six hundred people with two years of visits, and nothing that happened after the day it was made', () => {
    expect(club.clients).to.have.length(600);
    expect(club.bookings.length).to.be.within(8000, 25_000);
    const days = club.bookings.map(({ local }) => local.slice(0, 10)).sort();
    expect(days[0]?.slice(0, 4)).to.equal('2024');
    expect(
      club.bookings.filter(({ local, attendance }) => local >= today && ![0, 2].includes(attendance)),
    ).to.have.length(0);
    expect(Math.max(...club.bookings.map(({ changedAt }) => changedAt))).to.be.lessThan(
      Date.parse('2026-11-20T00:00:00+01:00'),
    );
  });

  it('has everything that makes life hard: no-shows, cancellations, shared and broken phones, a few who said no', () => {
    const phones = club.clients.map(({ phone }) => normalPhone(phone, 'CZ'));
    const valid = phones.filter((phone) => phone !== null);
    expect(phones.length - valid.length).to.be.within(3, 20);
    expect(valid.length - new Set(valid).size).to.be.within(3, 20);
    expect(club.clients.filter(({ newsletter }) => newsletter === false).length).to.be.within(10, 80);
    expect(club.bookings.filter(({ attendance }) => attendance === -1).length).to.be.greaterThan(100);
    expect(club.bookings.filter(({ deleted }) => deleted).length).to.be.greaterThan(100);
    expect(club.bookings.filter(({ clientId }) => clientId === null).length).to.be.greaterThan(2);
    expect(new Set(club.clients.map(({ customFields }) => customFields['language']))).to.have.keys([
      'cs',
      'uk',
      'ru',
      'en',
      'bg',
    ]);
  });

  it('books nobody with a person who has the day off', () => {
    const off = new Map(club.staff.map(({ id, daysOff }) => [id, daysOff]));
    const wrong = club.bookings.filter(({ clientId, staffId, local }) => {
      const weekday = new Date(`${local.slice(0, 10)}T12:00:00Z`).getUTCDay() || 7;
      return clientId !== null && off.get(staffId)?.includes(weekday);
    });
    expect(wrong).to.have.length(0);
  });
});
