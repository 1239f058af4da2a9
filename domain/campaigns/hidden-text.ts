/** A text as its reader sees it: letters of other shapes are the plain ones, and what nobody sees is not there. */

const UNSEEN = /\p{Cf}|[\u115F\u1160\u2800\u3164\uFFA0]|\u034F/gu;

/** For comparing and checking only: what is sent stays as it was written. */
export function asRead(text: string): string {
  return text.normalize('NFKC').replaceAll(UNSEEN, '');
}
