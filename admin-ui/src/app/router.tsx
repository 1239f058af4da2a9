/** Every address of the admin and the page behind it; pages are fetched when they are first opened. */

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { asQuery } from '../platform/http.ts';
import { PageFailure, PageNotFound, PagePending } from './fallbacks.tsx';
import { companyGate, homeGate, strayGate } from './gates.ts';
import { Questions } from '../components/dialog.tsx';
import { Toasts } from '../components/toast.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <Questions />
      <Toasts />
    </>
  ),
  notFoundComponent: PageNotFound,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../features/access/pages/sign-in.tsx'), 'SignInPage'),
});
const home = createRoute({ getParentRoute: () => root, path: '/', beforeLoad: homeGate });
/** Links from outside (the bot, an e-mail) need not know the company: /messages/12 finds its way. */
const stray = createRoute({
  getParentRoute: () => root,
  path: '$',
  component: PageNotFound,
  beforeLoad: ({ location }) => strayGate(location.pathname, location.searchStr),
});

const company = createRoute({
  getParentRoute: () => root,
  path: '/c/$companyId',
  beforeLoad: ({ params, location }) => companyGate(params.companyId, location.href),
  component: Shell,
});

type Module = () => Promise<Record<string, unknown>>;
function page(path: string, load: Module, name: string) {
  return createRoute({
    getParentRoute: () => company,
    path,
    component: lazyRouteComponent(load as never, name as never),
  });
}

const pages = [
  page('/today', () => import('../features/insight/pages/today.tsx'), 'TodayPage'),
  page('/approvals', () => import('../features/moderation/pages/approvals.tsx'), 'ApprovalsPage'),
  page('/campaigns', () => import('../features/campaigns/pages/run.tsx'), 'RunPage'),
  page('/campaigns/scenarios', () => import('../features/campaigns/pages/scenarios.tsx'), 'ScenariosPage'),
  page('/campaigns/people', () => import('../features/campaigns/pages/reactivations.tsx'), 'ReactivationsPage'),
  page('/campaigns/runs', () => import('../features/campaigns/pages/runs.tsx'), 'RunsPage'),
  page('/campaigns/decisions', () => import('../features/campaigns/pages/decisions.tsx'), 'DecisionsPage'),
  page('/reactivations/$id', () => import('../features/campaigns/pages/reactivation.tsx'), 'ReactivationPage'),
  page('/clients', () => import('../features/insight/pages/clients.tsx'), 'ClientsPage'),
  page('/clients/$id', () => import('../features/insight/pages/client.tsx'), 'ClientPage'),
  page('/insight', () => import('../features/insight/pages/summary.tsx'), 'SummaryPage'),
  page('/insight/metrics/$key', () => import('../features/insight/pages/metric.tsx'), 'MetricPage'),
  page('/insight/segments', () => import('../features/insight/pages/segments.tsx'), 'SegmentsPage'),
  page('/insight/cohorts', () => import('../features/insight/pages/cohorts.tsx'), 'CohortsPage'),
  page('/insight/trial-funnel', () => import('../features/insight/pages/trial-funnel.tsx'), 'TrialFunnelPage'),
  page('/insight/activity', () => import('../features/insight/pages/activity.tsx'), 'ActivityPage'),
  page('/insight/churned', () => import('../features/insight/pages/churned.tsx'), 'ChurnedPage'),
  page(
    '/insight/personal-training',
    () => import('../features/insight/pages/personal-training.tsx'),
    'PersonalTrainingPage',
  ),
  page('/conversations', () => import('../features/delivery/pages/conversations.tsx'), 'ConversationsPage'),
  page('/messages', () => import('../features/delivery/pages/messages.tsx'), 'MessagesPage'),
  page('/messages/$id', () => import('../features/delivery/pages/message.tsx'), 'MessagePage'),
  page('/outbox', () => import('../features/delivery/pages/outbox.tsx'), 'OutboxPage'),
  page('/settings', () => import('../features/access/pages/settings.tsx'), 'SettingsPage'),
  page('/settings/company', () => import('../features/access/pages/company.tsx'), 'CompanyPage'),
  page(
    '/settings/scenarios',
    () => import('../features/campaigns/pages/scenario-settings.tsx'),
    'ScenarioSettingsPage',
  ),
  page('/settings/spending', () => import('../features/access/pages/budget.tsx'), 'BudgetPage'),
  page('/settings/templates', () => import('../features/delivery/pages/templates.tsx'), 'TemplatesPage'),
  page('/settings/opt-outs', () => import('../features/delivery/pages/opt-outs.tsx'), 'OptOutsPage'),
  page('/settings/services', () => import('../features/campaigns/pages/rules.tsx'), 'RulesPage'),
  page('/system', () => import('../features/sync/pages/sync.tsx'), 'SyncPage'),
  page('/system/books', () => import('../features/sync/pages/books.tsx'), 'BooksPage'),
  page('/system/number', () => import('../features/delivery/pages/number.tsx'), 'NumberPage'),
  page('/system/audit', () => import('../features/access/pages/audit.tsx'), 'AuditPage'),
  // An unknown address keeps the frame, with its ways to everything that is known.
  createRoute({ getParentRoute: () => company, path: '$', component: PageNotFound }),
];
const companyHome = createRoute({
  getParentRoute: () => company,
  path: '/',
  beforeLoad: ({ params }) => {
    // The router's own way to go elsewhere is to throw the redirect.
    // eslint-disable-next-line typescript/only-throw-error
    throw redirect({ to: `/c/${params.companyId}/today`, replace: true });
  },
});

export const router = createRouter({
  routeTree: root.addChildren([signIn, home, company.addChildren([companyHome, ...pages]), stray]),
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultPendingComponent: PagePending,
  defaultPendingMs: 150,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: PageNotFound,
  // Plain words in the address: no JSON, so that ?q=123 stays what was typed.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => asQuery(search as Record<string, string>),
});
