import { expect } from 'chai';
import { defaultIntervalDays } from '../../../domain/sync/default-intervals.ts';

const of = (business: string, title: string, category: string | null = null) =>
  defaultIntervalDays(business, { title, category });

describe('the interval a service begins with', () => {
  it('comes from what the business is and what the service is called', () => {
    expect(of('hair_salon', "Women's hair cut")).to.equal(28);
    expect(of('dental', 'Dental cleaning')).to.equal(180);
    expect(of('fitness', 'Sports massage 60 min')).to.equal(21);
    expect(of('fitness', 'Jóga', 'Skupinové lekce')).to.equal(10);
  });

  it('is 30 days for a business or a service that nobody foresaw', () => {
    expect(of('other', "Women's hair cut")).to.equal(30);
    expect(of('fitness', 'Nutrition consultation')).to.equal(30);
  });

  it('knows a word by its beginning, not by its middle', () => {
    expect(of('hair_salon', 'Decolorless something')).to.equal(30);
  });
});
