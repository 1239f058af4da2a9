/** Messages in the moderators' language: asked for, made for one version of the text, kept with the message. */

import { rowTakenBack } from '../../../contracts/workflows/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { translationTarget } from '../../../domain/moderation/translation.ts';
import type { Database } from '../../database.ts';
import { addNotice } from '../notices.ts';

export interface TranslationFacts {
  status: string;
  version: number;
  language: string | null;
  text: string | null;
  companyLanguage: string;
  translationLanguage: string | null;
  translationVersion: number | null;
  /** Names and titles, which keep their own script. */
  known: string[];
  isBudgetUsedUp: boolean;
}

const FACTS = `
  select m.status, m.version, m.language, m.text, company.language as "companyLanguage", m.workflow_id as "workflowId",
         m.translation, m.translation_language as "translationLanguage", m.translation_version as "translationVersion"
  from messages m join companies company on company.id = m.company_id
  where m.company_id = :companyId and m.id = :messageId`;

export function createTranslationsRepository(database: Database) {
  return {
    async facts(scope: Scope, messageId: number, at: Date): Promise<TranslationFacts> {
      const { rows } = await database.raw<{ rows: TranslationFacts[] }>(
        `select found.*, array_remove(array[company.name, service.title, client.name, client.surname]
                  || array(select slot ->> 'staffName' from jsonb_array_elements(m.slots) slot), null) as known,
                exists (select 1 from reactivation_settings s cross join lateral month_spending(s.company_id, :at) spent
                  where s.company_id = :companyId and s.ai_budget_minor is not null
                    and spent.ai_micros >= s.ai_budget_minor * 1000000) as "isBudgetUsedUp"
         from (${FACTS}) found
         join messages m on m.id = :messageId
         join companies company on company.id = m.company_id
         join clients client on client.id = m.client_id
         left join services service on service.id = m.service_id`,
        { companyId: scope.companyId, messageId, at },
      );
      const [facts] = rows;
      if (!facts) throw new RuleBroken('message_not_found', 'not_found');
      return facts;
    },

    /** The tokens were used, whatever became of the words; the words only hold for the text they were made from. */
    async keep(
      scope: Scope,
      messageId: number,
      made: {
        version: number;
        language: string;
        translation: string | null;
        problem: string | null;
        inputTokens: number;
        outputTokens: number;
      },
    ): Promise<void> {
      await database.raw(
        `update messages set
           translation = case when version = :version then :translation else translation end,
           translation_language = case when version = :version then :language else translation_language end,
           translation_version = case when version = :version then :version else translation_version end,
           translation_problem = case when version = :version then :problem else translation_problem end,
           ai_input_tokens = ai_input_tokens + :inputTokens, ai_output_tokens = ai_output_tokens + :outputTokens, updated_at = now()
         where company_id = :companyId and id = :messageId`,
        { companyId: scope.companyId, messageId, ...made },
      );
    },

    /**
     * Somebody wants to read it in their language (null: the company's). The workflow is told to look at its row, in the same
     * transaction. Twice is harmless: what is there is not made again.
     */
    async want(scope: Scope, messageId: number, language: string | null): Promise<'there' | 'asked'> {
      return database.transaction(async (trx) => {
        const { rows } = await trx.raw<{
          rows: (TranslationFacts & { workflowId: string; translation: string | null })[];
        }>(`${FACTS} for update of m`, { companyId: scope.companyId, messageId });
        const [message] = rows;
        if (!message) throw new RuleBroken('message_not_found', 'not_found');
        if (message.status === 'drafting') throw new RuleBroken('not_ready', 'conflict', { status: message.status });
        if (message.status !== 'awaiting_approval')
          throw new RuleBroken('already_decided', 'conflict', { status: message.status });
        const target = translationTarget({ ...message, translationLanguage: language ?? message.companyLanguage });
        if (target === null) throw new RuleBroken('no_translation_needed', 'conflict');
        const isThere =
          message.translation !== null &&
          message.translationVersion === message.version &&
          message.translationLanguage === target;
        if (isThere) return 'there';
        await trx('messages').where({ company_id: scope.companyId, id: messageId }).update({
          translation: null,
          translation_language: target,
          translation_version: null,
          translation_problem: null,
          updated_at: trx.fn.now(),
        });
        await addNotice(trx, {
          companyId: scope.companyId,
          workflowId: message.workflowId,
          signal: rowTakenBack.name,
          subjectId: messageId,
        });
        return 'asked';
      });
    },
  };
}

export type TranslationsRepository = ReturnType<typeof createTranslationsRepository>;
