/** One scenario: whether it can be sent at all, and its templates language by language. */

import { useTranslation } from 'react-i18next';
import type { Template, TemplateFinding } from '../../../../../contracts/http/templates.ts';
import { Card } from '../../../components/card.tsx';
import { Icon } from '../../../components/icon.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { TemplateStatus, useTemplateNotes } from './template-status.tsx';

interface TemplateCardProps {
  scenario: string;
  templates: Template[];
  findings: TemplateFinding[];
  companyLanguage: string;
  open: (template: Template) => void;
}

export function TemplateCard({ scenario, templates, findings, companyLanguage, open }: TemplateCardProps) {
  const { t } = useTranslation();
  return (
    <Card title={t(`scenario.${scenario}`, { defaultValue: scenario })} flush testId={`templates-${scenario}`}>
      <Findings findings={findings} />
      <ul className="divide-y divide-line">
        {templates.map((template) => (
          <Row
            key={template.id}
            template={template}
            isCompanys={template.language === companyLanguage}
            open={() => open(template)}
          />
        ))}
      </ul>
    </Card>
  );
}

/** What the language of a template is called; one of another spelling keeps its code. */
export function useLanguageName(): (code: string) => string {
  const { t } = useTranslation();
  return (code) => t(`language.${code}`, { defaultValue: code });
}

function Row({ template, isCompanys, open }: { template: Template; isCompanys: boolean; open: () => void }) {
  const { t } = useTranslation();
  const name = useLanguageName();
  const notes = useTemplateNotes()(template);
  return (
    <li>
      <button
        type="button"
        onClick={open}
        data-testid={`template-${template.scenario}-${template.language}`}
        className="flex min-h-12 w-full items-center gap-3 px-4 py-2 text-left hover:bg-hover"
      >
        <span className="min-w-0 flex-1">
          <span className="block">
            <span className="font-medium text-ink">{name(template.language)}</span>
            {isCompanys && <span className="ml-2 text-sm text-ink-3">{t('templates.companyLanguage')}</span>}
          </span>
          {notes.length > 0 && <span className="block text-sm text-pretty text-ink-2">{notes.join(' ')}</span>}
        </span>
        <TemplateStatus template={template} />
        <Icon name="chevronRight" size={16} className="text-ink-3" />
      </button>
    </li>
  );
}

function Findings({ findings }: { findings: TemplateFinding[] }) {
  const { t } = useTranslation();
  const name = useLanguageName();
  const { number } = useFormats();
  // What the rows below say themselves need not be said twice.
  const said = findings.filter(({ code }) => !['not_approved', 'category', 'low_quality'].includes(code));
  if (said.length === 0) return null;
  return (
    <ul className="space-y-1 border-b border-line px-4 py-2.5" data-testid="template-findings">
      {said.map(({ level, code, language, detail, people }) => (
        <li key={`${code}-${language}`} className="flex gap-2 text-sm text-pretty">
          <Icon name="warning" size={16} className={`mt-0.5 ${level === 'error' ? 'text-red' : 'text-amber'}`} />
          <span className="min-w-0">
            {t(`templates.finding.${code}`, {
              language: name(language),
              other: detail === null ? '' : name(detail),
              people: people === null ? '' : number(people),
            })}
          </span>
        </li>
      ))}
    </ul>
  );
}
