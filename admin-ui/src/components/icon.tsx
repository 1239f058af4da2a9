/** The product's icons: one stroke width, one grid, drawn inline so that they take the colour of their words. */

const PATHS = {
  today: 'M4 11.5 12 4l8 7.5M6 10v9.5h4.5V14h3v5.5H18V10',
  approvals: 'M4 12.5 8.5 17 13 12M10.5 16.2 11.3 17 20 8',
  campaigns: 'M4 10v4h3l7 4.5v-13L7 10H4ZM17.5 9.5a3.5 3.5 0 0 1 0 5',
  clients:
    'M15.5 19.5v-1.3a3.7 3.7 0 0 0-3.7-3.7H7.2a3.7 3.7 0 0 0-3.7 3.7v1.3M9.5 11a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5ZM20.5 19.5v-1.3a3.7 3.7 0 0 0-2.8-3.6M15.2 4.7a3.25 3.25 0 0 1 0 6.2',
  messages: 'M4 5.5h16v11H9.5L5.5 20v-3.5H4v-11ZM8 9.5h8M8 12.5h5',
  outbox: 'M4 13.5v5h16v-5M12 15V4.5M7.5 9 12 4.5 16.5 9',
  settings: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h7M15 17h5M15 5v4M9 10v4M13 15v4',
  system: 'M4 5h16v6H4V5ZM4 13h16v6H4v-6ZM7.5 8h.01M7.5 16h.01M11 8h5.5M11 16h5.5',
  search: 'M10.8 17.6a6.8 6.8 0 1 0 0-13.6 6.8 6.8 0 0 0 0 13.6ZM20 20l-4.4-4.4',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4',
  moon: 'M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7Z',
  check: 'M5 12.5 10 17.5 19.5 7',
  cross: 'M6 6l12 12M18 6 6 18',
  chevronDown: 'm6.5 9.5 5.5 5.5 5.5-5.5',
  chevronRight: 'm9.5 6.5 5.5 5.5-5.5 5.5',
  chevronLeft: 'm14.5 6.5-5.5 5.5 5.5 5.5',
  arrowUp: 'M12 19V5.5M6.5 11 12 5.5 17.5 11',
  arrowDown: 'M12 5v13.5M6.5 13l5.5 5.5 5.5-5.5',
  arrowRight: 'M5 12h13.5M13 6.5l5.5 5.5-5.5 5.5',
  external: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5',
  edit: 'M14.5 6 18 9.5 9 18.5l-4 .5.5-4L14.5 6ZM13 7.5l3.5 3.5',
  rewrite: 'M4.5 12a7.5 7.5 0 0 1 13-5.1L20 9.5M20 4.5v5h-5M19.5 12a7.5 7.5 0 0 1-13 5.1L4 14.5M4 19.5v-5h5',
  undo: 'M8.5 5 4.5 9l4 4M4.5 9H15a4.8 4.8 0 0 1 0 9.5h-4',
  stop: 'M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3l4.8-4.8ZM8.5 12h7',
  play: 'M7.5 5v14l11-7-11-7Z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 7.8V12l3 2',
  warning: 'M12 4.5 3.5 19h17L12 4.5ZM12 10v4M12 16.5v.01',
  info: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 11.3V16M12 8v.01',
  question: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM9.8 9.7a2.3 2.3 0 1 1 3.3 2.2c-.7.4-1.1.8-1.1 1.6M12 16v.01',
  send: 'M20 4 10.5 13.5M20 4l-6 16-3.5-6.5L4 10l16-6Z',
  calendar: 'M4.5 6h15v13.5h-15V6ZM4.5 10.5h15M8.5 3.8V7M15.5 3.8V7',
  money:
    'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM14.8 9.3c-.5-.8-1.5-1.3-2.8-1.3-1.6 0-2.7.8-2.7 2s1 1.6 2.7 2c1.7.4 2.8.8 2.8 2s-1.2 2-2.8 2c-1.4 0-2.4-.5-2.9-1.4M12 6.5V8M12 16v1.5',
  reply: 'M9.5 6 4.5 11l5 5M4.5 11H14a5.5 5.5 0 0 1 5.5 5.5V18',
  phone: 'M8 3.5h8a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1ZM11 17.5h2',
  copy: 'M9 9h10.5v10.5H9V9ZM15 9V4.5H4.5V15H9',
  download: 'M12 4.5v10.5M7.5 10.5 12 15l4.5-4.5M4.5 19.5h15',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  lock: 'M6 11h12v8.5H6V11ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  sync: 'M4.5 12a7.5 7.5 0 0 1 13-5.1L20 9.5M20 4.5v5h-5M19.5 12a7.5 7.5 0 0 1-13 5.1L4 14.5M4 19.5v-5h5',
  signOut: 'M14 4.5h5v15h-5M4.5 12H15M11 8l4 4-4 4',
  user: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.6-3.2 3.6-5 7.5-5s6.9 1.8 7.5 5',
  audit: 'M6 3.5h12v17H6v-17ZM9 8h6M9 12h6M9 16h3',
  health: 'M3.5 12.5h4l2.5-6 4 11 2.5-5h4',
  rows: 'M4.5 7h15M4.5 12h15M4.5 17h15',
  rowsTight: 'M4.5 6h15M4.5 10h15M4.5 14h15M4.5 18h15',
  bot: 'M6 9h12v9.5H6V9ZM12 9V5.5M12 4.8v.01M9.5 13v1M14.5 13v1M3.5 12.5v3M20.5 12.5v3',
  spark: 'M12 4l1.7 5.3L19 11l-5.3 1.7L12 18l-1.7-5.3L5 11l5.3-1.7L12 4Z',
  minus: 'M6 12h12',
  plus: 'M12 6v12M6 12h12',
  globe:
    'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM4.3 12h15.4M12 4c2.3 2.2 3.4 4.9 3.4 8s-1.1 5.8-3.4 8c-2.3-2.2-3.4-4.9-3.4-8S9.7 6.2 12 4Z',
  chart: 'M4.5 4.5v15h15M8.5 15.5v-4M12.5 15.5v-8M16.5 15.5V10',
  table: 'M4.5 5.5h15v13h-15v-13ZM4.5 10h15M4.5 14.2h15M10 10v8.5',
  insight: 'M4 19.5h16M6.5 16v-4M11 16V7.5M15.5 16v-6M19 4.5l-4.5 2.2L11 4.5 5.5 8',
  inbox: 'M4.5 13.5 7 5.5h10l2.5 8v5h-15v-5ZM4.5 13.5H9l1 2h4l1-2h4.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18, className = '' }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.4 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={`shrink-0 ${className}`}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a repeat sign, as in music, for coming back. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <g fill="var(--accent-ink)">
        <circle cx="10" cy="12.4" r="2.2" />
        <circle cx="10" cy="19.6" r="2.2" />
        <rect x="15.4" y="7" width="1.8" height="18" rx=".9" />
        <rect x="20" y="7" width="4" height="18" rx="1.2" />
      </g>
    </svg>
  );
}
