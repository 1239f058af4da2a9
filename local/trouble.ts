/** What the operator can mend: shown as a plain sentence, without a stack. Everything else is a bug. */

export class Trouble extends Error {
  constructor(sentence: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.name = 'Trouble';
  }
}

/** The sentence for an error of the file system, or the error itself when it is none of the usual ones. */
export function explainFileError(error: unknown, folder: string): Error {
  const code = (error as NodeJS.ErrnoException).code;
  const why = {
    ENOSPC: `The disk is full: ${folder} cannot be written. Free some space, or choose another place with DATA_DIR.`,
    EDQUOT: `The disk quota is used up: ${folder} cannot be written. Free some space, or choose another place with DATA_DIR.`,
    EROFS: `${folder} lies on a read-only disk. Choose another place with DATA_DIR.`,
    EACCES: `${folder} may not be read or written by this user. Give it to this user, or choose another place with DATA_DIR.`,
    EPERM: `${folder} may not be read or written by this user. Give it to this user, or choose another place with DATA_DIR.`,
    ENOTDIR: `${folder} is not a folder. Choose another place with DATA_DIR.`,
    EEXIST: `${folder} is not a folder. Choose another place with DATA_DIR.`,
  }[code ?? ''];
  if (why) return new Trouble(why, { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}
