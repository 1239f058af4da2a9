/** The main part of what is on the screen: one landmark, whether a page stands in the frame or on its own. */

import { createContext, use, type ComponentProps } from 'react';

const IsInside = createContext(false);

/** A failure or an unknown address may replace a page within the frame, or the frame itself: only the outermost is `main`. */
export function MainPart(props: ComponentProps<'main'>) {
  const isInside = use(IsInside);
  if (isInside) return <div {...(props as ComponentProps<'div'>)} />;
  return (
    <IsInside value={true}>
      <main {...props} />
    </IsInside>
  );
}
