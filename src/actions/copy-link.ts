import { currentLink } from './address.ts';
import { announce } from './announce.ts';

/** Copies a link, the page's own where none is given. False where the browser lets no page copy: the person then selects the text. */
export async function copyLink(link = currentLink()): Promise<boolean> {
  const isCopied = await copyText(link);
  announce(isCopied ? 'Link copied' : 'The link is selected: copy it with the keyboard');
  return isCopied;
}

/** Copies any text. False where the browser lets no page copy. */
export const copyText = async (text: string): Promise<boolean> =>
  (await copyByClipboard(text)) || copyBySelection(text);

/** Absent on plain http, refused in some frames. */
async function copyByClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The old way: deprecated, and the only one on plain http. */
function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
