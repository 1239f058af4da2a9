/** Finds variables that somebody meant for us but misspelt, and says which one they probably meant. */

/** Names that begin like this are ours alone; whatever follows must be one we know. */
const OUR_PREFIXES =
  /^(BOOKING|WHATSAPP|TELEGRAM|MODERATION|CLIENT_BOT|YOOKASSA|TBANK|VK|SHEETS|SANDBOX|OWNER|PAYLOAD|TRUSTED_PROXY|ANTHROPIC|TEMPORAL|POSTGRES|METRICS)_/;

/** Variables of other programs that share a prefix with ours. */
const OTHERS =
  /^(ANTHROPIC_(AUTH_TOKEN|CUSTOM_HEADERS|LOG|BETAS|SMALL_FAST_MODEL.*|DEFAULT_.*|VERTEX_.*|BEDROCK_.*|FOUNDRY_.*|PROFILE|CONFIG_DIR)|TEMPORAL_(CLI_(?!PATH$).*|TLS.*|CONFIG_FILE|PROFILE|API_KEY|GRPC_META.*|CODEC_.*|CLOUD_.*|HOME|DEBUG|ENV)|POSTGRES_(USER|PASSWORD|DB|HOST|URL|INITDB_.*|HOST_AUTH_METHOD))$/;

export interface UnknownName {
  name: string;
  suggestion: string | undefined;
}

/** `ownFile` lists names from our own `.env`, where every unknown name is a mistake. */
export function unknownNames(
  names: readonly string[],
  known: readonly string[],
  ownFile: readonly string[] = [],
): UnknownName[] {
  return names
    .filter((name) => !known.includes(name) && !OTHERS.test(name) && !name.startsWith('npm_'))
    .map((name) => ({ name, suggestion: nearest(name, known), ours: OUR_PREFIXES.test(name) }))
    .filter(({ name, suggestion, ours }) => {
      return ours || suggestion !== undefined || (ownFile.includes(name) && !FOR_NODE.test(name));
    })
    .map(({ name, suggestion, ours }) => ({
      name,
      suggestion: suggestion ?? (ours ? wordiest(name, known) : undefined),
    }));
}

/** Settings of Node and of the system that people rightly keep in `.env`. */
const FOR_NODE =
  /^(NODE_|TZ$|LANG$|LC_|(HTTPS?|NO|ALL)_PROXY$|DEBUG$|FORCE_COLOR$|NO_COLOR$|XDG_CACHE_HOME$|PATH$|SSL_)/i;

function nearest(name: string, known: readonly string[]): string | undefined {
  const allowed = Math.floor((name.length + 2) / 6);
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.toUpperCase(), candidate);
    if (distance <= allowed && (!best || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name;
}

/** For `WHATSAPP_TOKEN`, too far from any name: the one that shares most of its words, at least half of them. */
function wordiest(name: string, known: readonly string[]): string | undefined {
  const words = name.toUpperCase().split('_');
  let best: { name: string; shared: number; distance: number } | undefined;
  for (const candidate of known) {
    const shared = candidate.split('_').filter((word) => words.includes(word)).length;
    const distance = editDistance(name, candidate);
    if (shared < 2 || shared * 2 < words.length) continue;
    if (!best || shared > best.shared || (shared === best.shared && distance < best.distance)) {
      best = { name: candidate, shared, distance };
    }
  }
  return best?.name;
}

/** Optimal string alignment: insert, delete, replace, or swap two neighbours, one step each. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
