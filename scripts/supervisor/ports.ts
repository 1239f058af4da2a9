/** Every port this start needs, checked before anything is started. */

import { portIsTaken } from '../../local/ports.ts';
import { Trouble } from '../../local/trouble.ts';
import type { Config } from '../../config/config.ts';

export async function requirePorts(config: Config): Promise<void> {
  const { ports } = config;
  const ownTemporal = config.temporal.isLocal;
  const needed: [name: string, port: number | undefined, what: string, hosts: string[]][] = [
    // The API may be told to listen to the world.
    ['PORT', ports.api, 'the API and its pages', ['127.0.0.1', '0.0.0.0', '::']],
    ['POSTGRES_PORT', config.databaseIsEmbedded ? ports.postgres : undefined, 'PostgreSQL', ['127.0.0.1']],
    ['TEMPORAL_PORT', ownTemporal ? ports.temporal : undefined, 'Temporal', ['127.0.0.1']],
    ['TEMPORAL_UI_PORT', ownTemporal ? ports.temporalUi : undefined, "Temporal's UI", ['127.0.0.1']],
    ['SANDBOX_PORT', config.production ? undefined : ports.sandbox, 'the sandbox', ['127.0.0.1']],
    ['METRICS_PORT', ports.metrics, 'the metrics', ['127.0.0.1']],
  ];
  const taken = await Promise.all(
    needed.map(async ([name, port, what, hosts]) =>
      port !== undefined && (await portIsTaken(port, hosts))
        ? `Port ${String(port)}, for ${what}, is taken by another program. Choose another with ${name}.`
        : undefined,
    ),
  );
  const sentences = taken.filter((sentence) => sentence !== undefined);
  if (sentences.length > 0) throw new Trouble(sentences.join('\n  '));
}
