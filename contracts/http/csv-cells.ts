/** What both the API's files and those made on a page do with people's words. Apart from the schemas, which pages need not load. */

/** What a spreadsheet would begin to calculate with; the wide forms are those of East Asian keyboards. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** A whole international number: it calculates to nothing but itself, and stays a phone that can be read and dialled. */
const PHONE = /^\+[1-9]\d{6,14}$/;

/** An apostrophe in front keeps a spreadsheet from running what a person typed. It is there only where it is needed. */
export const harmless = (words: string): string => (FORMULA.test(words) && !PHONE.test(words) ? `'${words}` : words);
