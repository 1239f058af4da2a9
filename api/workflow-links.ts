/** Adds to every row that has a workflow the address where an operator watches it. */

import type { ApiSetting } from './deps.ts';

type LinkSetting = Pick<ApiSetting, 'temporalUiUrl' | 'temporalNamespace'>;

export function workflowUrl(setting: LinkSetting, workflowId: string | null): string | null {
  if (workflowId === null || setting.temporalUiUrl === null) return null;
  const base = setting.temporalUiUrl.replace(/\/+$/, '');
  return `${base}/namespaces/${encodeURIComponent(setting.temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`;
}

/** Wherever an object says `workflowId`, beside it stands `temporalUrl`. */
export function withLinks(value: unknown, setting: LinkSetting): unknown {
  if (Array.isArray(value)) return value.map((item) => withLinks(item, setting));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withLinks(inner, setting)]));
  const id: unknown = copy['workflowId'];
  if (typeof id === 'string' || id === null) copy['temporalUrl'] = workflowUrl(setting, id);
  return copy;
}
