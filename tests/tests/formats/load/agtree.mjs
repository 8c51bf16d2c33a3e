// A filter list, and a hosts file, as AdGuard's own parser reads them: how many rules, none of them invalid.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [modules, adguard, hosts, domains] = process.argv.slice(2);
const found = createRequire(`${modules}/`).resolve('@adguard/agtree');
const { FilterListParser } = await import(pathToFileURL(found).href);

function rules(file, wanted) {
    const text = readFileSync(file, 'utf8');
    const list = FilterListParser.parse(text, { tolerant: true, parseHostRules: true, includeRaws: true });
    const invalid = list.children.filter((rule) => rule.type === 'InvalidRule');
    if (invalid.length > 0) throw new Error(`${file}: ${JSON.stringify(invalid[0])}`);
    return list.children.filter((rule) => rule.type === wanted).length;
}

console.log(rules(adguard, 'NetworkRule'), rules(hosts, 'HostRule'), rules(domains, 'HostRule'));
