/** Who may import whom (ARCHITECTURE.md): down only; siblings never meet. */

const ours =
  '^(config|domain|contracts|db|integrations|activities|workflows|workers|api|local|sandbox|scripts|bench|faults|test|admin-ui)/';

/** Files in `from` may import of our own only what `may` lists (regular expressions on paths), beside themselves. */
function only(name, from, may, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: `^${from}/` },
    to: { path: ours, pathNot: [`^${from}/`, ...may.map((path) => `^${path}`)] },
  };
}

module.exports = {
  forbidden: [
    only('domain-is-pure', 'domain', [], 'Rules import nothing of ours but rules.'),
    only('contracts', 'contracts', ['domain/'], 'Contracts know types of the domain.'),
    only('db', 'db', ['domain/', 'contracts/'], 'Edges never meet.'),
    only('integrations', 'integrations', ['domain/', 'contracts/'], 'Edges never meet.'),
    only(
      'activities',
      'activities',
      ['domain/', 'contracts/'],
      'Activities declare what they need; the root hands it over.',
    ),
    only(
      'workflows',
      'workflows',
      ['domain/', 'contracts/workflows/', 'activities/'],
      'Workflows know types of activities.',
    ),
    only('config', 'config', [], 'Configuration stands alone.'),
    only('local', 'local', ['contracts/workflows/'], 'What a laptop needs knows no product code.'),
    only('sandbox', 'sandbox', ['domain/'], 'A stand-in follows the vendor, not us.'),
    only('admin-ui', 'admin-ui', ['contracts/http/'], 'The page knows the HTTP contract only.'),
    {
      name: 'api-edge',
      comment: 'Routes and middleware are an edge; only the root wires.',
      severity: 'error',
      from: { path: '^api/', pathNot: '^api/server' },
      to: { path: ours, pathNot: ['^api/', '^domain/', '^contracts/'] },
    },
    {
      name: 'workflows-take-types-of-activities',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-a-root',
      severity: 'error',
      from: {},
      to: { path: '^(workers/(core|sync|sender|moderation-bot)|api/server|sandbox/server|scripts/start)\\.ts$' },
    },
    {
      name: 'config-is-read-by-roots',
      severity: 'error',
      from: { path: '^(domain|contracts|db|integrations|activities|workflows|local|sandbox|admin-ui|api/(?!server))' },
      to: { path: '^config/' },
    },
    {
      name: 'sandbox-is-for-tests-and-scripts',
      severity: 'error',
      from: { path: '^(domain|contracts|db|integrations|activities|workflows|workers|api|admin-ui|config)/' },
      to: { path: '^(sandbox|test|scripts|local)/' },
    },
    {
      name: 'a-feature-imports-no-other',
      severity: 'error',
      from: { path: '^admin-ui/src/features/([^/]+)/' },
      to: { path: '^admin-ui/src/features/', pathNot: '^admin-ui/src/features/$1/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '\\.test\\.tsx?$',
          '^(workers|scripts|bench|faults)/',
          '^(api|sandbox)/server',
          '^admin-ui/',
          '^test/',
          '^workflows/index',
          // Scripts of the sandbox's pages: the browser loads them.
          '^sandbox/.*\\.js$',
          '\\.mjs$',
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist)/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  },
};
