// The composer of notes.

export {};
