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
  if (!surrogateEscape.test(json)) return false;
  for (const [, half] of json.matchAll(escapes)) if (half !== undefined) return true;
  return false;
}

const greatExponent = /[:[,]\s*-?\d[\d.]*[eE][+-]?\d{3}/;
const longNumber = new RegExp(`[\\d.]{${longestNumber}}`);

function hasExtremeNumber(json: string): boolean {
  return greatExponent.test(json) || (json.length > longestNumber && longNumber.test(json));
}

function isNestedDeeperThan(most: number, json: string): boolean {
  // Every bracket has its other half.
  if (json.length <= 2 * most) return false;
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (isInText) {
      if (character === '\\') at += 1;
      else if (character === '"') isInText = false;
    } else if (character === '"') isInText = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > most) return true;
  }
  return false;
}
