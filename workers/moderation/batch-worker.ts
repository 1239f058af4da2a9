/** Carries out an "approve all": each message through its own decision, with the version that was shown, and says how far it is. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../../db/repositories/moderation/batches.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { RuleBroken } from '../../domain/errors.ts';
import { moderatorAmong } from '../../domain/moderation/access.ts';
import type { BatchItem } from '../../domain/moderation/batch.ts';
import { batchCounts, type BatchOutcome } from '../../domain/moderation/batch-outcomes.ts';
import { escapeHtml, oneLine } from '../../domain/moderation/html.ts';
import { botLanguage, wordsIn } from '../../domain/moderation/words.ts';
import { botScope, type BotDeps } from './deps.ts';

const SAY_EVERY_MS = 3_000;
const LOOK_FOR_PACE_MS = 100;

export function createBatchWorker(deps: BotDeps, { isStopping }: { isStopping: () => boolean }) {
  const { batches, chats, moderation, telegram, pace, log } = deps;

  /** Asked before each of them: who was taken off the allow-list meanwhile approves nothing more. */
  async function scopeOf(batch: Batch): Promise<Scope | null> {
    const { companyId, telegramUserId } = batch;
    if (telegramUserId === null) return null;
    const moderator = moderatorAmong(await chats.moderators(botScope(companyId)), telegramUserId);
    return moderator ? { companyId, actor: { kind: 'telegram', telegramUserId, name: moderator.name } } : null;
  }

  async function approve(batch: Batch, item: BatchItem): Promise<BatchOutcome> {
    const scope = await scopeOf(batch);
    if (!scope) return 'failed';
    try {
      const { outcome } = await moderation.decide(scope, {
        messageId: item.messageId,
        decision: 'approve',
        seenVersion: item.version,
        via: 'telegram',
        onceKey: `batch:${String(batch.batchId)}`,
      });
      const became = { accepted: 'approved', too_late: 'decided', changed: 'changed', not_ready: 'changed' } as const;
      return became[outcome];
    } catch (error) {
      if (error instanceof RuleBroken) return 'failed';
      throw error;
    }
  }

  async function say(batch: Batch, html: string, isLast: boolean): Promise<void> {
    const { chatId, telegramMessageId } = batch;
    if (telegramMessageId === null) return;
    while (!pace.isFree(chatId, 'edit')) {
      if (!isLast || isStopping()) return;
      await sleep(LOOK_FOR_PACE_MS);
    }
    pace.used(chatId, 'edit');
    const told = await telegram.edit(chatId, telegramMessageId, html, []);
    if (told.outcome !== 'wait') return;
    pace.hold(chatId, told.ms);
    if (isLast) await say(batch, html, isLast);
  }

  async function carryOut(batch: Batch): Promise<void> {
    const scope = botScope(batch.companyId);
    const words = wordsIn(botLanguage(batch.companyLanguage));
    const by = escapeHtml(oneLine(batch.actorName ?? '', 60));
    let items = await batches.items(scope, batch.batchId);
    let saidAt = -Infinity;
    for (const item of items.filter(({ outcome }) => outcome === null)) {
      if (isStopping()) return;
      if (performance.now() - saidAt > SAY_EVERY_MS) {
        saidAt = performance.now();
        await say(batch, words.batch.progress(item.position - 1, items.length, by), false);
      }
      await batches.itemDone(scope, batch.batchId, item.position, await approve(batch, item));
      deps.wake();
    }
    items = await batches.items(scope, batch.batchId);
    await say(batch, words.batch.result(batchCounts(items), by), true);
    await batches.finish(scope, batch.batchId);
  }

  /**
   * Twice is harmless: what is decided has its outcome, and a decision that was made before its outcome was written is the same
   * one by its key. Trouble leaves the rest for the next look.
   */
  async function work(): Promise<void> {
    const batch = await batches.nextToWork();
    if (!batch) return;
    try {
      await carryOut(batch);
    } catch (error) {
      log.warn({ companyId: batch.companyId }, 'approving all is interrupted');
      await batches.letGo(botScope(batch.companyId), batch.batchId);
      throw error;
    }
    if (isStopping()) await batches.letGo(botScope(batch.companyId), batch.batchId);
  }

  return { work };
}
