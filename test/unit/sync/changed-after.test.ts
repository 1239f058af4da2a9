import { expect } from 'chai';
import fc from 'fast-check';
import { createLocalTime } from '../../../sandbox/booking/local-time.ts';
import { changedAfterText } from '../../../integrations/booking/yclients/instants.ts';

const ZONES = ['America/Vancouver', 'America/St_Johns', 'UTC', 'Europe/Prague', 'Europe/Moscow', 'Pacific/Auckland'];

describe('the moment after which changes are asked for', () => {
  it('is never too late, whether the platform reads its offset or takes it for the club’s or its own wall clock', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') }),
        (zone, at) => {
          const text = changedAfterText(new Date(at).toISOString(), zone);
          const wall = text.slice(0, 19);
          const read = [
            Date.parse(text),
            Date.parse(`${wall}Z`),
            Date.parse(`${wall}+03:00`),
            createLocalTime(zone).parse(wall) ?? Infinity,
          ];
          expect(Math.max(...read), `${zone} ${text}`).to.be.at.most(at);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is right around the night in which an hour comes twice', () => {
    const night = Date.parse('2026-11-01T08:00:00Z');
    for (let minute = 0; minute < 180; minute += 5) {
      const at = night + minute * 60_000;
      const wall = changedAfterText(new Date(at).toISOString(), 'America/Vancouver').slice(0, 19);
      // The later of the two hours that the wall clock may mean.
      expect(Date.parse(`${wall}-08:00`)).to.be.at.most(at);
    }
  });
});
