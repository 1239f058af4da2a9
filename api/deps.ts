/** Everything the API needs from the rest of the product, as the small interfaces it asks for; api/server.ts joins them with the real things. */

import type { Logger } from 'pino';
import type * as access from '../contracts/http/access.ts';
import type * as account from '../contracts/http/account.ts';
import type * as books from '../contracts/http/books.ts';
import type * as budgets from '../contracts/http/budget.ts';
import type * as campaigns from '../contracts/http/campaigns.ts';
import type * as companySettings from '../contracts/http/company-settings.ts';
import type { Page, WithoutLinks } from '../contracts/http/common.ts';
import type * as conversations from '../contracts/http/conversations.ts';
import type { OptOutItem } from '../contracts/http/opt-outs.ts';
import type { EarlierOptOut } from '../domain/delivery/opt-out-import.ts';
import type * as delivery from '../contracts/http/delivery.ts';
import type { ExportName, ExportQuery } from '../contracts/http/exports.ts';
import type * as insight from '../contracts/http/insight.ts';
import type * as metrics from '../contracts/http/metrics.ts';
import type * as moderation from '../contracts/http/moderation.ts';
import type { QueryOf } from '../contracts/http/routes.ts';
import type * as scenarioSettings from '../contracts/http/scenario-settings.ts';
import type * as outbox from '../contracts/http/outbox.ts';
import type * as sync from '../contracts/http/sync.ts';
import type * as templates from '../contracts/http/templates.ts';
import type { Actor, Role, Scope } from '../domain/access/scope.ts';
import type { Scenario } from '../domain/campaigns/templates.ts';
import type { Clock } from '../domain/clock.ts';
import type { BooksImport } from '../domain/sync/books/import.ts';

export interface SignedIn {
  id: number;
  email: string;
  name: string;
  language: string;
}

export interface ApiSetting {
  version: string;
  publicUrl: string;
  secretKey: string;
  trustedProxyHops: number;
  temporalUiUrl: string | null;
  temporalNamespace: string;
  sandboxUrl: string | null;
  /** The built admin UI; null: not built, its pages answer 404. */
  adminUiFolder: string | null;
}

export interface Users {
  signIn(actor: Actor, email: string, password: string): Promise<SignedIn | null>;
  companiesOf(
    actor: Actor,
    userId: number,
  ): Promise<(Omit<access.SessionCompany, 'permissions' | 'role'> & { role: Role })[]>;
  roleIn(actor: Actor, userId: number, companyId: number): Promise<Role | null>;
  setLanguage(actor: Actor, userId: number, language: string): Promise<void>;
}

export interface Sessions {
  open(
    actor: Actor & { kind: 'user' },
    userAgent: string | null,
    at: Date,
  ): Promise<{ token: string; expiresAt: Date }>;
  userOf(actor: Actor, token: string, at: Date): Promise<SignedIn | null>;
  end(actor: Actor, token: string): Promise<void>;
}

/** Counts a try of this address; over all API processes. */
export interface SignInLimit {
  take(address: string): Promise<{ allowed: true } | { allowed: false; retryAfterMs: number }>;
}

export interface SettingsStore {
  settings(scope: Scope): Promise<access.Settings>;
  change(
    scope: Scope,
    update: access.SettingsUpdate,
  ): Promise<{ outcome: 'changed'; settings: access.Settings } | { outcome: 'conflict'; current: access.Settings }>;
  markDryRunSeen(scope: Scope, at: Date): Promise<void>;
  sendingState(scope: Scope): Promise<delivery.SendingState>;
  stopSending(scope: Scope, reason: string, at: Date): Promise<void>;
  resumeSending(scope: Scope, reason: string): Promise<void>;
}

export interface CompanySettingsStore {
  company(scope: Scope, at: Date): Promise<companySettings.CompanySettings>;
  /** Stores it, and begins what follows: books read under the new zone, schedules and numbers by the new clock. */
  change(
    scope: Scope,
    update: companySettings.CompanyUpdate,
    at: Date,
  ): Promise<
    | { outcome: 'changed'; company: companySettings.CompanySettings }
    | { outcome: 'conflict'; current: companySettings.CompanySettings }
  >;
}

export interface ScenarioSettingsStore {
  settings(scope: Scope, asOf: string): Promise<Omit<scenarioSettings.ScenarioSettings, 'asOf'>>;
  change(
    scope: Scope,
    scenario: scenarioSettings.ScenarioSetting['scenario'],
    update: scenarioSettings.ScenarioUpdate,
    at: Date,
  ): Promise<
    | { outcome: 'changed'; setting: scenarioSettings.ScenarioSetting }
    | { outcome: 'conflict'; current: scenarioSettings.ScenarioSetting }
  >;
}

export interface RulesStore {
  list(scope: Scope, query: QueryOf<'listServiceRules'>): Promise<campaigns.ServiceRulePage>;
  rule(scope: Scope, serviceId: number): Promise<campaigns.ServiceRule>;
  change(
    scope: Scope,
    serviceId: number,
    update: campaigns.RuleUpdate,
  ): Promise<
    { outcome: 'changed'; rule: campaigns.ServiceRule } | { outcome: 'conflict'; current: campaigns.ServiceRule }
  >;
}

/** Read models. Each looks only at the scope's company, and at a specialist's own clients. */
export interface Views {
  today(scope: Scope, at: Date): Promise<WithoutLinks<insight.Today>>;
  health(scope: Scope, at: Date): Promise<insight.Health>;
  clients(scope: Scope, query: QueryOf<'listClients'>, at: Date): Promise<Page<insight.Client>>;
  client(scope: Scope, clientId: number, at: Date): Promise<WithoutLinks<insight.ClientDetail>>;
  metrics(scope: Scope, asOf: string): Promise<Omit<metrics.Metrics, 'asOf'>>;
  metricHistory(
    scope: Scope,
    asked: { keys: readonly metrics.HistoryKey[]; from: string; to: string; today: string },
  ): Promise<metrics.MetricHistory>;
  cohorts(scope: Scope, asOf: string): Promise<metrics.Cohorts>;
  trialFunnel(scope: Scope, asOf: string): Promise<metrics.TrialFunnel>;
  activity(scope: Scope, asked: Pick<metrics.Activity, 'from' | 'to' | 'by'>): Promise<metrics.Activity>;
  segments(scope: Scope, asOf: string): Promise<insight.Segments['segments']>;
  segmentMoves(scope: Scope, query: QueryOf<'segmentMoves'>): Promise<Page<metrics.SegmentMove>>;
  segmentFlows(scope: Scope, span: { from: string; to: string }): Promise<metrics.SegmentFlows>;
  timeline(
    scope: Scope,
    clientId: number,
    query: QueryOf<'clientTimeline'>,
  ): Promise<Page<WithoutLinks<insight.TimelineItem>>>;
  runs(scope: Scope, query: QueryOf<'listRuns'>): Promise<Page<WithoutLinks<campaigns.Run>>>;
  run(scope: Scope, runId: number): Promise<WithoutLinks<campaigns.Run>>;
  reactivations(scope: Scope, query: QueryOf<'listReactivations'>): Promise<Page<WithoutLinks<campaigns.Reactivation>>>;
  reactivation(scope: Scope, reactivationId: number): Promise<WithoutLinks<campaigns.ReactivationDetail>>;
  decisions(scope: Scope, query: QueryOf<'listDecisions'>): Promise<Page<campaigns.Decision>>;
  approvals(
    scope: Scope,
    query: QueryOf<'listApprovals'>,
    at: Date,
  ): Promise<Page<WithoutLinks<moderation.Approval>> & { oldestSince: string | null; snoozed: number }>;
  messages(scope: Scope, query: QueryOf<'listMessages'>): Promise<Page<WithoutLinks<delivery.Message>>>;
  message(scope: Scope, messageId: number): Promise<WithoutLinks<delivery.MessageDetail>>;
  conversations(
    scope: Scope,
    query: QueryOf<'listConversations'>,
  ): Promise<Page<WithoutLinks<conversations.Conversation>>>;
  conversation(scope: Scope, conversationId: number, at: Date): Promise<WithoutLinks<conversations.ConversationDetail>>;
  outbox(scope: Scope, query: QueryOf<'listOutbox'>, at: Date): Promise<Page<WithoutLinks<delivery.OutboxItem>>>;
  outboxItem(scope: Scope, outboxId: number, at: Date): Promise<WithoutLinks<delivery.OutboxItem>>;
  accountHealth(scope: Scope, at: Date): Promise<WithoutLinks<delivery.AccountHealth>>;
  audit(scope: Scope, query: QueryOf<'listAudit'>): Promise<Page<access.AuditEntry>>;
  sync(scope: Scope, at: Date): Promise<WithoutLinks<sync.SyncState>>;
  rebuild(scope: Scope): Promise<WithoutLinks<sync.Rebuild>>;
  quarantined(
    scope: Scope,
    query: QueryOf<'listQuarantined'>,
    asked: { withPayload: boolean },
  ): Promise<Page<sync.Quarantined>>;
  quarantinedRow(scope: Scope, id: number, asked: { withPayload: boolean }): Promise<sync.Quarantined>;
  /** A number per topic that grows with every change: what live pages watch. */
  changeCounters(companyId: number): Promise<Record<insight.ChangeTopic, number>>;
  /** The company's calendar day at this instant. */
  localDate(scope: Scope, at: Date): Promise<string>;
}

/** One list on its way out: rows in portions, columns in order. */
export interface OpenExport {
  columns: readonly { key: string; isText: boolean }[];
  /** The company's local day. */
  today: string;
  /** The next rows; none: that was all. */
  next(): Promise<(readonly (string | number | boolean | null)[])[]>;
  /** Ends the query wherever it is. */
  close(): Promise<void>;
}

export interface Exports {
  open<Name extends ExportName>(scope: Scope, name: Name, query: ExportQuery<Name>, at: Date): Promise<OpenExport>;
  noteBegun(scope: Scope, name: ExportName, query: Record<string, unknown>): Promise<number>;
  noteEnded(scope: Scope, entryId: number, end: { rows: number; complete: boolean }): Promise<void>;
}

export interface Candidates {
  candidates(scope: Scope, asOf: string): Promise<Omit<campaigns.Candidates, 'asOf'>>;
}

/** Who is due, beside the list of candidates. */
export interface Due {
  scenarios(scope: Scope, asOf: string): Promise<campaigns.ScenarioCandidates['scenarios']>;
  /** A specialist asks about their own clients only. `rank` looks through the whole list for their place. */
  client(
    scope: Scope,
    clientId: number,
    asOf: string,
    asked: { rank: boolean },
  ): Promise<Omit<campaigns.ClientDue, 'asOf'>>;
}

export interface Suggestions {
  /** Asks for these services, or, with null, for all that nothing else is known about. */
  start(scope: Scope, serviceIds: number[] | null): Promise<{ workflowId: string }>;
}

export interface Moderation {
  decide(
    scope: Scope,
    asked: {
      messageId: number;
      decision: 'approve' | 'reject' | 'edit' | 'rewrite';
      text?: string | undefined;
      variables?: string[] | undefined;
      seenVersion?: number | undefined;
      via: 'api';
      onceKey?: string | undefined;
    },
  ): Promise<
    | { outcome: 'accepted' }
    | {
        outcome: 'too_late';
        decision: 'approved' | 'rejected' | 'expired' | null;
        decidedBy: string | null;
        decidedVia: string | null;
        status: string;
      }
    | { outcome: 'not_ready'; status: string }
    | { outcome: 'changed' }
  >;
}

export interface Delivery {
  /** Stores the message and starts its workflow; the same key again answers with the same message. */
  write(
    scope: Scope,
    asked: { clientId: number; text: string; serviceId?: number | undefined; requestKey: string | null },
    at: Date,
  ): Promise<{ messageId: number }>;
  /** Repeated with the same key it sends nothing twice. */
  retry(
    scope: Scope,
    outboxId: number,
    asked: { reason: string | null; onceKey: string | null },
    at: Date,
  ): Promise<void>;
  close(scope: Scope, outboxId: number, asked: delivery.CloseRequest, at: Date): Promise<void>;
  setMode(scope: Scope, asked: delivery.DeliveryModeRequest, at: Date): Promise<delivery.DeliveryMode>;
}

/** The outbox as a whole. A repeat with the same key settles nothing a second time. */
export interface OutboxWork {
  counts(scope: Scope, at: Date): Promise<outbox.OutboxCounts>;
  settleMany(
    scope: Scope,
    outboxIds: readonly number[],
    asked: { settlement: outbox.SettleRequest['settlement']; reason?: string; onceKey?: string; at: Date },
  ): Promise<outbox.SettledRows>;
}

export interface BudgetStore {
  budget(scope: Scope, at: Date): Promise<budgets.Budget>;
  change(
    scope: Scope,
    update: budgets.BudgetUpdate,
    at: Date,
  ): Promise<{ outcome: 'changed'; budget: budgets.Budget } | { outcome: 'conflict'; current: budgets.Budget }>;
}

export interface Templates {
  list(scope: Scope, at: Date): Promise<templates.TemplateList>;
  events(scope: Scope, templateId: number): Promise<templates.TemplateEvents>;
  preflight(scope: Scope, scenario: Scenario): Promise<templates.TemplateFinding[]>;
  /** Refuses to switch on or launch what could not be sent. */
  mustBeReady(scope: Scope, scenario: Scenario, what: 'switch_on' | 'launch'): Promise<void>;
  wantSubmitted(scope: Scope, ids: readonly number[] | null, at: Date): Promise<number>;
  wantEdited(scope: Scope, templateId: number, body: string, at: Date): Promise<void>;
  wantDeleted(scope: Scope, templateId: number, at: Date): Promise<void>;
  /** Does what is wanted, and reads WhatsApp's list: now, and not at the next hour. */
  follow(scope: Scope): Promise<{ workflowId: string }>;
}

/** The number: its history, and the pauses that people make and end. */
export interface Accounts {
  events(scope: Scope, query: QueryOf<'accountEvents'>): Promise<Page<account.AccountEvent>>;
  pause(scope: Scope, asked: { reason: string; until: Date | null }, at: Date): Promise<void>;
  resume(scope: Scope, reason: string, at: Date): Promise<void>;
}

/** The stop button over all companies. Refused to whoever does not run the installation. */
export interface InstallationStop {
  state(actor: Actor, userId: number): Promise<account.InstallationSending>;
  stop(actor: Actor, userId: number, reason: string, at: Date): Promise<void>;
  resume(actor: Actor, userId: number, reason: string): Promise<void>;
}

export interface TestSends {
  numbers(scope: Scope): Promise<account.TestNumbers>;
  addNumber(scope: Scope, asked: account.AddTestNumber, at: Date): Promise<void>;
  removeNumber(scope: Scope, phone: string, at: Date): Promise<void>;
  newest(scope: Scope): Promise<account.TestSends>;
  /** The same key again answers with the message that is there. */
  send(
    scope: Scope,
    asked: account.TestSendRequest & { requestKey: string | null },
    at: Date,
  ): Promise<account.TestSend>;
}

export interface Conversations {
  seen(scope: Scope, conversationId: number, at: Date): Promise<void>;
  takeOver(scope: Scope, conversationId: number, at: Date): Promise<void>;
  giveBack(scope: Scope, conversationId: number, at: Date): Promise<void>;
  /** Whose number it is, where no card has it. */
  link(scope: Scope, conversationId: number, clientId: number, at: Date): Promise<void>;
  ignore(scope: Scope, conversationId: number, at: Date): Promise<void>;
  unignore(scope: Scope, conversationId: number, at: Date): Promise<void>;
  decideHold(scope: Scope, conversationId: number, optsOut: boolean, at: Date): Promise<void>;
  /** Stores the answer and starts its workflow; the same key again answers with the same message. */
  answer(
    scope: Scope,
    asked: { conversationId: number; text: string; requestKey: string | null },
    at: Date,
  ): Promise<{ messageId: number }>;
}

/** Who does not want to be written to. */
export interface OptOuts {
  list(scope: Scope, query: QueryOf<'listOptOuts'>): Promise<Page<OptOutItem>>;
  record(scope: Scope, clientId: number, reason: string | null, at: Date): Promise<void>;
  lift(scope: Scope, clientId: number, reason: string, at: Date): Promise<void>;
  /** Whose numbers are meant where no country is written. */
  country(scope: Scope): Promise<string>;
  import(
    scope: Scope,
    lines: readonly EarlierOptOut[],
    how: { isPreview: boolean; at: Date },
  ): Promise<{ stored: number; known: number; staff: number[] }>;
}

export interface Reactivations {
  startRun(scope: Scope): Promise<{ runId: number | null; workflowId: string }>;
  pause(scope: Scope, reactivationId: number, until: string | null): Promise<void>;
  resume(scope: Scope, reactivationId: number): Promise<void>;
  cancel(scope: Scope, reactivationId: number): Promise<void>;
}

export interface Sync {
  /** A cycle now, also after the platform refused the company. */
  start(scope: Scope): Promise<{ workflowId: string }>;
  /** The platform says that something changed: many of these in a moment are one cycle. */
  wake(scope: Scope, at: Date): Promise<void>;
  startRebuild(scope: Scope): Promise<{ workflowId: string }>;
  pauseRebuild(scope: Scope): Promise<void>;
  resumeRebuild(scope: Scope): Promise<void>;
  retry(scope: Scope, quarantinedId: number, at: Date): Promise<sync.RetryOutcome>;
  retryAll(scope: Scope, at: Date): Promise<sync.RetriedAll>;
  webhook(scope: Scope): Promise<sync.SyncWebhook>;
  /** Another secret: what comes to the old address is refused from now on. */
  renewWebhook(scope: Scope): Promise<sync.SyncWebhook>;
}

/** Stored books. The same key again stores nothing twice. */
export interface BooksStore {
  company(scope: Scope): Promise<{ timeZone: string; currency: string }>;
  stored(scope: Scope): Promise<books.StoredBooks>;
  store(
    scope: Scope,
    asked: BooksImport & { texts: Readonly<Record<string, string>>; requestKey: string | null },
    at: Date,
  ): Promise<{ isRepeat: boolean }>;
}

/** What a webhook of a company is checked with. Null: no such company; no secret: nothing is accepted. */
export interface WebhookCompanies {
  /** `key` null: the first company. */
  whatsapp(
    key: string | null,
  ): Promise<{ companyId: number; appSecret: string | null; verifyToken: string | null } | null>;
  /** By the last part of the address, which is compared as a whole with the one that it should be. */
  booking(path: string): Promise<{ companyId: number; path: string } | null>;
}

export interface WebhookIntake {
  /** Stores what the platform says, applies opt-outs, in one transaction. Repeats are harmless. */
  whatsapp(scope: Scope, payload: unknown, receivedAt: Date): Promise<void>;
}

/** Messages put off until later. */
export interface Snoozes {
  times(scope: Scope, at: Date): Promise<{ snooze: moderation.Snooze; until: string }[]>;
  snooze(
    scope: Scope,
    asked: { messageId: number; snooze: moderation.Snooze; via: 'api'; at: Date },
  ): Promise<{ until: Date }>;
  wake(scope: Scope, asked: { messageId: number; via: 'api'; at: Date }): Promise<void>;
}

/** Messages in the moderators' language; what is asked for is made by the message's workflow. */
export interface Translations {
  want(scope: Scope, messageId: number, language: string | null): Promise<'there' | 'asked'>;
}

export interface ApiDeps {
  clock: Clock;
  log: Logger;
  setting: ApiSetting;
  users: Users;
  sessions: Sessions;
  signInLimit: SignInLimit;
  settings: SettingsStore;
  companySettings: CompanySettingsStore;
  scenarioSettings: ScenarioSettingsStore;
  rules: RulesStore;
  views: Views;
  exports: Exports;
  candidates: Candidates;
  due: Due;
  suggestions: Suggestions;
  moderation: Moderation;
  snoozes: Snoozes;
  translations: Translations;
  delivery: Delivery;
  outbox: OutboxWork;
  budget: BudgetStore;
  templates: Templates;
  accounts: Accounts;
  installationStop: InstallationStop;
  testSends: TestSends;
  conversations: Conversations;
  optOuts: OptOuts;
  reactivations: Reactivations;
  sync: Sync;
  books: BooksStore;
  webhookCompanies: WebhookCompanies;
  webhookIntake: WebhookIntake;
  /** Part by part, what does not answer; empty is ready. */
  readiness(): Promise<{ part: string; why: string }[]>;
}
