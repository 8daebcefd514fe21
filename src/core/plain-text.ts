/** Controls, invisible signs (those that turn the direction of writing among them) and halves of characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** Words from elsewhere as a sentence, to be followed by another. */
export const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

/** A text from outside as one line that can be shown: nothing unseen, single spaces, at most `most` characters; may be empty. */
export function plainText(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').replace(unseen, '').trim();
  return Array.from(line).slice(0, most).join('').trim();
}
