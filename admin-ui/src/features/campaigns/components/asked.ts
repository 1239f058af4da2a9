/** What a table needs of a question, whichever part of its answer it shows. */

export interface Asked<Data> {
  data: Data | undefined;
  error: unknown;
  isPending: boolean;
  isPlaceholderData: boolean;
  refetch: () => unknown;
}
