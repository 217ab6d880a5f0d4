// Words that scripts show: the page brings them, translated, as data on <body>; scripts hold none of their own.

export function word(name: string): string {
  return document.body.dataset[`word${name[0]!.toUpperCase()}${name.slice(1)}`] ?? "";
}
