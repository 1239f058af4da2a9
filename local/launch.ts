/** How a program of this machine is started: enough for a supervisor to start it again and again. */

export interface Launch {
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  cwd: string;
  /** Another user than ours; only root can ask for it. */
  uid?: number;
  gid?: number;
  stopSignal: NodeJS.Signals;
}

/** Go programs ask who they are; a user id without a passwd entry can only tell them through the environment. */
export function goEnvironment(home: string): Record<string, string | undefined> {
  return { ...process.env, USER: process.env['USER'] || 'reprise', HOME: process.env['HOME'] || home };
}
