/** Who a person is, and what the front desk wrote on their card: what is empty takes no room. */

import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { Card, Facts } from '../../../components/card.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { humanised } from '../../../platform/reasons.ts';
import { OptOutButton } from './opt-out-button.tsx';

export function AboutCard({ client }: { client: ClientDetail }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const written = useWritten(client.card);
  const { language } = client;
  const favourites: [string, string][] = [
    [t('client.favouriteService'), client.favouriteService ?? '–'],
    [t('client.favouriteStaff'), client.favouriteStaff ?? '–'],
  ];
  return (
    <Card title={t('client.about')} testId="about">
      <Facts
        items={[
          // What they like says the same and how sure it is; without it this is all there is.
          ...(client.preferences === null ? favourites : []),
          [
            t('client.language'),
            language ? t(`language.${language}`, { defaultValue: language }) : t('client.unknown'),
          ],
          [t('client.birthday'), client.birthDate ? date(client.birthDate) : '–'],
          [t('client.email'), client.email ?? '–'],
          [t('client.newsletter'), <Newsletter key="newsletter" client={client} />],
          ...written,
          [t('client.cardNumber'), client.externalId],
        ]}
      />
      {client.optOut === null && (
        <div className="mt-3">
          <OptOutButton client={client} />
        </div>
      )}
      {client.card.comment !== '' && <Comment text={client.card.comment} />}
    </Card>
  );
}

function Newsletter({ client: { newsletterAgreed, newsletterTold } }: { client: ClientDetail }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const consent = newsletterAgreed === null ? 'unknown' : newsletterAgreed ? 'yes' : 'no';
  return (
    <span data-testid="newsletter">
      {t(`client.newsletterIs.${consent}`)}
      {newsletterTold && (
        <span className="block text-sm text-ink-3">
          {t(`client.newsletterFrom.${newsletterTold.source}`, {
            at: moment(newsletterTold.at),
            defaultValue: moment(newsletterTold.at),
          })}
        </span>
      )}
    </span>
  );
}

/** Groups, discount, agreements and the club's own fields. */
function useWritten({ categories, discountPercent, agreements, fields }: ClientDetail['card']): [string, string][] {
  const { t } = useTranslation();
  const { number } = useFormats();
  const said = (isAgreed: boolean): string => t(`client.newsletterIs.${isAgreed ? 'yes' : 'no'}`);
  return [
    ...(categories.length > 0 ? [[t('client.categories'), categories.join(', ')] as [string, string]] : []),
    ...(discountPercent > 0 ? [[t('client.discount'), `${number(discountPercent)} %`] as [string, string]] : []),
    ...agreements.map(({ name, isAgreed }): [string, string] => [
      t(`client.agreement.${name}`, { defaultValue: humanised(name) }),
      said(isAgreed),
    ]),
    ...fields.map(({ name, value }): [string, string] => [humanised(name), value]),
  ];
}

/** Longer than this it is folded. */
const SHORT_LENGTH = 160;

function Comment({ text }: { text: string }) {
  const { t } = useTranslation();
  const whole = <p className="break-words whitespace-pre-line text-ink-2">{text}</p>;
  return (
    <div className="mt-3 border-t border-line pt-3" data-testid="card-comment">
      <p className="text-sm text-ink-3">{t('client.comment')}</p>
      {text.length <= SHORT_LENGTH ? (
        whole
      ) : (
        <details className="group">
          <summary className="cursor-pointer text-ink-2">
            <span className="break-words group-open:hidden">{text.slice(0, SHORT_LENGTH).trimEnd()}… </span>
            <span className="font-medium text-accent-text group-open:hidden">{t('client.commentWhole')}</span>
            <span className="hidden font-medium text-accent-text group-open:inline">{t('client.commentFold')}</span>
          </summary>
          {whole}
        </details>
      )}
    </div>
  );
}
