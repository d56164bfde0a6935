/** Brackets within brackets that every parser takes: Jackson, which Spark reads JSON with, stops at 1000. */
const deepestNesting = 500;
/** Digits of a number that every parser takes: Jackson stops at 1000. */
const longestNumber = 500;

/**
 * Whether a text that JavaScript reads as JSON is read by every parser. RFC 8259 (sections 6, 8.2 and 9) leaves to parsers
 * what they make of half a surrogate pair, of numbers beyond a double and of deep nesting; some refuse the whole file.
 */
export function isPortableJson(json: string): boolean {
  return !hasLoneSurrogate(json) && !hasExtremeNumber(json) && !isNestedDeeperThan(deepestNesting, json);
}

const surrogateEscape = /\\u[dD][89a-fA-F]/;
/** An escape: a pair of surrogates, which is a character; half of one; or any other. */
const escapes = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F])|.)/g;

/** Halves of a pair come as escapes only: UTF-8 has no form for them. */
function hasLoneSurrogate(json: string): boolean {
  if (!json.includes('\\u') || !surrogateEscape.test(json)) return false;
  for (const [, half] of json.matchAll(escapes)) if (half !== undefined) return true;
  return false;
}

/** Three digits behind an `e` behind a digit: what most texts do not have anywhere. */
const exponent = /\d[eE][+-]?\d{3}/;
const greatExponent = /(?:^|[:[,])\s*-?\d[\d.]*[eE][+-]?\d{3}/;
const longNumber = new RegExp(`[\\d.]{${longestNumber}}`);

function hasExtremeNumber(json: string): boolean {
  const isExtreme = (text: string) =>
    (exponent.test(text) && greatExponent.test(text)) || (mayHoldLongNumber(text) && longNumber.test(text));
  // Texts of a row may look like numbers; few do.
  return isExtreme(json) && isExtreme(withoutTexts(json));
}

/** A number so long covers two of these places that follow each other: looking at them is looking at all of the text. */
function mayHoldLongNumber(text: string): boolean {
  const step = longestNumber / 2;
  let isDigitBefore = false;
  for (let at = step - 1; at < text.length; at += step) {
    const code = text.charCodeAt(at);
    const isDigit = (code >= 48 && code <= 57) || code === 46;
    if (isDigit && isDigitBefore) return true;
    isDigitBefore = isDigit;
  }
  return false;
}

function isNestedDeeperThan(most: number, json: string): boolean {
  // Every bracket has its other half.
  if (json.length <= 2 * most) return false;
  let depth = 0;
  for (const character of withoutTexts(json)) {
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > most) return true;
  }
  return false;
}

/** What stands between the texts of the JSON, names included. */
function withoutTexts(json: string): string {
  let between = '';
  let at = 0;
  for (let opened = json.indexOf('"'); opened !== -1; opened = json.indexOf('"', at)) {
    between += json.slice(at, opened);
    at = opened + 1;
    while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
    at += 1;
  }
  return between + json.slice(at);
}
