/** Makes the namespace and the search attributes of the product; a repetition changes nothing. */

import { Connection, isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SEARCH_ATTRIBUTES } from '../../contracts/workflows/temporal.ts';
import { Trouble } from '../trouble.ts';

const { IndexedValueType } = proto.temporal.api.enums.v1;
const WIRE_TYPES = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
};
const RETENTION_SECONDS = 7 * 86_400;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/** Resolves with a connection once the server answers; `gaveUp` ends the wait with its sentence. */
export async function temporalAnswers(
  address: string,
  gaveUp: () => string | undefined,
  withinMs = 60_000,
): Promise<Connection> {
  const until = Date.now() + withinMs;
  for (;;) {
    const failed = gaveUp();
    if (failed !== undefined) throw new Trouble(failed);
    try {
      return await Connection.connect({ address, connectTimeout: '2s' });
    } catch {
      if (Date.now() > until)
        throw new Trouble(`Temporal at ${address} did not answer within ${String(withinMs / 1000)} s.`);
    }
    await sleep(100);
  }
}

/** `ownServer`: also correct the retention of a namespace that the server itself made. */
export async function ensureNamespace(connection: Connection, namespace: string, ownServer: boolean): Promise<void> {
  const retention = proto.google.protobuf.Duration.fromObject({ seconds: RETENTION_SECONDS });
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    if (ownServer && Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) !== RETENTION_SECONDS) {
      await connection.workflowService.updateNamespace({
        namespace,
        config: { workflowExecutionRetentionTtl: retention },
      });
    }
  } catch (error) {
    if (codeOf(error) !== NOT_FOUND) throw error;
    await orExists(
      connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention }),
    );
  }
  await usable(connection, namespace);
  await ensureSearchAttributes(connection, namespace);
}

/** A namespace that was just registered takes a moment to reach the server's own cache. */
async function usable(connection: Connection, namespace: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await connection.operatorService.listSearchAttributes({ namespace });
      await connection.workflowService.countWorkflowExecutions({ namespace });
      return;
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(100);
    }
  }
}

async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(SEARCH_ATTRIBUTES).filter((key) => !(key.name in (customAttributes ?? {})));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map((key) => [key.name, WIRE_TYPES[key.type]]));
  await orExists(connection.operatorService.addSearchAttributes({ namespace, searchAttributes }));
}

async function orExists(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (codeOf(error) !== ALREADY_EXISTS) throw error;
  }
}

function codeOf(error: unknown): number | undefined {
  return isGrpcServiceError(error) ? error.code : undefined;
}
