/** How far something is, as a bar with its name; without a known end it says only that it goes on. */

export function ProgressBar({
  label,
  percent,
  tone = 'blue',
  words,
}: {
  label: string;
  percent: number | null;
  tone?: 'blue' | 'green' | 'amber';
  words: string;
}) {
  const colour = { blue: 'bg-blue', green: 'bg-green', amber: 'bg-amber' }[tone];
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': Math.round(percent) })}
      aria-valuetext={words}
      className="h-1.5 overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={`h-full rounded-full transition-[width] duration-500 ${colour} ${percent === null ? 'w-1/4 animate-glow' : ''}`}
        {...(percent === null ? {} : { style: { width: `${String(percent)}%` } })}
      />
    </div>
  );
}
