"""From a committed fact to the paper that somebody takes: what each says, and the job of printing
it."""
