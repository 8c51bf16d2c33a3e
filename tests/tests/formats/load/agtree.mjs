// A filter list, and a hosts file, as AdGuard's own parser reads them: how many rules, none of them invalid.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [modules, adguard, hosts, domains] = process.argv.slice(2);
const found = pathToFileURL(`${modules}/node_modules/@adguard/agtree/dist/index.js`);
const { FilterListParser } = await import(found.href);

function rules(file, ...wanted) {
    const text = readFileSync(file, 'utf8');
    const list = FilterListParser.parse(text, { tolerant: true, parseHostRules: true, includeRaws: true });
    const invalid = list.children.filter((rule) => rule.type === 'InvalidRule');
    if (invalid.length > 0) throw new Error(`${file}: ${JSON.stringify(invalid[0])}`);
    return list.children.filter((rule) => wanted.includes(rule.type)).length;
}

console.log(rules(adguard, 'NetworkRule'), rules(hosts, 'HostRule'), // Of plain names, AdGuard takes some for hosts and some for rules; it blocks both.
    rules(domains, 'HostRule', 'NetworkRule'));
