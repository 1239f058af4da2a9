/** A template as WhatsApp has it: which values its own parts ask for, how its text reads, and what a message with it must carry. */

import { OPT_OUT_PAYLOAD, readsAsOptOut } from './opt-out.ts';

export interface TemplateButton {
  type: string;
  text?: string | undefined;
  url?: string | undefined;
}
export interface TemplateComponent {
  type: string;
  format?: string | undefined;
  text?: string | undefined;
  buttons?: TemplateButton[] | undefined;
}
export interface TemplateShape {
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: readonly TemplateComponent[];
}

/** What a message carries for one part of its template. `index` is a string: WhatsApp refuses a number. */
export type MessageComponent =
  | { type: 'body'; parameters: { type: 'text'; text: string; parameter_name?: string }[] }
  | {
      type: 'button';
      sub_type: 'quick_reply';
      index: string;
      parameters: { type: 'payload'; payload: string }[];
    };

const PLACE = /\{\{\s*(\w+)\s*\}\}/g;

export const partOf = (shape: Pick<TemplateShape, 'components'>, type: string): TemplateComponent | undefined =>
  shape.components.find((component) => component.type.toUpperCase() === type);

/** Names or numbers in the order in which values are given: by number, or as they appear. */
export function placesOf(shape: TemplateShape): string[] {
  const found = [...new Set([...(partOf(shape, 'BODY')?.text ?? '').matchAll(PLACE)].map((match) => match[1] ?? ''))];
  return shape.parameterFormat === 'POSITIONAL' ? found.toSorted((a, b) => Number(a) - Number(b)) : found;
}

/** The body with {{1}}, {{2}} … whatever its places are called: in that form texts are rendered and edited here. */
export function numberedBody(shape: TemplateShape): string {
  const places = placesOf(shape);
  return (partOf(shape, 'BODY')?.text ?? '').replaceAll(
    PLACE,
    (_whole, name: string) => `{{${String(places.indexOf(name) + 1)}}}`,
  );
}

/** Parts that ask for something a message of ours never has: a picture, a code, an address. */
export function foreignPart(shape: Pick<TemplateShape, 'components'>): 'header' | 'button' | 'component' | null {
  for (const { type, format = 'TEXT', text = '', buttons = [] } of shape.components) {
    switch (type.toUpperCase()) {
      case 'BODY':
      case 'FOOTER':
        break;
      case 'HEADER':
        if (format.toUpperCase() !== 'TEXT' || text.match(PLACE)) return 'header';
        break;
      case 'BUTTONS':
        for (const { type: kind, url = '' } of buttons) {
          const isFixed = kind.toUpperCase() === 'PHONE_NUMBER' || (kind.toUpperCase() === 'URL' && !url.match(PLACE));
          if (kind.toUpperCase() !== 'QUICK_REPLY' && !isFixed) return 'button';
        }
        break;
      default:
        return 'component';
    }
  }
  return null;
}

/** Built from the template's own parts and nothing else: what was submitted once may have been changed in WhatsApp's own pages. */
export function messageComponents(
  shape: TemplateShape,
  values: readonly string[],
): { components: MessageComponent[] } | { problem: 'template_mismatch' } {
  const places = placesOf(shape);
  if (places.length !== values.length || foreignPart(shape) !== null) return { problem: 'template_mismatch' };
  const parameters = places.map((place, index) => ({
    type: 'text' as const,
    ...(shape.parameterFormat === 'NAMED' ? { parameter_name: place } : {}),
    text: values[index] ?? '',
  }));
  const buttons = (partOf(shape, 'BUTTONS')?.buttons ?? []).flatMap((button, index): MessageComponent[] =>
    // Only the button that says no carries something of ours: any other tap comes back as its words.
    button.type.toUpperCase() === 'QUICK_REPLY' && readsAsOptOut(button.text ?? '') === 'opts_out'
      ? [
          {
            type: 'button',
            sub_type: 'quick_reply',
            index: String(index),
            parameters: [{ type: 'payload', payload: OPT_OUT_PAYLOAD }],
          },
        ]
      : [],
  );
  return { components: [...(parameters.length > 0 ? [{ type: 'body' as const, parameters }] : []), ...buttons] };
}
