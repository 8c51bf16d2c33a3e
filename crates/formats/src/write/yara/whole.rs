//! Is a text nothing but whole rules, each of which stands for itself? All rules of a feed are in one file: a comment
//! that does not end takes the others with it, a `global` rule switches them off, an `include` has their reader open
//! a file of its own machine. Source: YARA's documentation, "Writing YARA rules".

/// The modules that every build of YARA 4 has; another one is an error of the whole file. `hash` is there only where it
/// was built with OpenSSL, `dotnet`, `magic` and `cuckoo` where they were asked for, `console` since 4.2.
const MODULES: &[&str] = &["pe", "elf", "math", "time"];
/// As long as an identifier of YARA may be.
const LONGEST_NAME: usize = 128;
/// Words that are no name. Source: YARA's documentation, "Writing YARA rules", table of keywords.
const KEYWORDS: &[&str] = &[
    "all",
    "and",
    "any",
    "ascii",
    "at",
    "base64",
    "base64wide",
    "condition",
    "contains",
    "defined",
    "endswith",
    "entrypoint",
    "false",
    "filesize",
    "for",
    "fullword",
    "global",
    "icontains",
    "iendswith",
    "iequals",
    "import",
    "in",
    "include",
    "int16",
    "int16be",
    "int32",
    "int32be",
    "int8",
    "int8be",
    "istartswith",
    "matches",
    "meta",
    "nocase",
    "none",
    "not",
    "of",
    "or",
    "private",
    "rule",
    "startswith",
    "strings",
    "them",
    "true",
    "uint16",
    "uint16be",
    "uint32",
    "uint32be",
    "uint8",
    "uint8be",
    "wide",
    "with",
    "xor",
];

/// The names of the rules in a text; none, if it holds anything else.
pub(super) fn names(text: &str) -> Option<Vec<String>> {
    let mut rest = Rest(text);
    let mut names = Vec::new();
    while rest.blanks()? {
        match rest.word()? {
            "import" => {
                rest.blanks()?;
                let from = rest.0;
                rest.string()?;
                let module = from.get(1..from.len() - rest.0.len() - 1)?;
                MODULES.contains(&module).then_some(())?;
            }
            "private" => {
                rest.blanks()?;
                (rest.word()? == "rule").then_some(())?;
                names.push(rest.rule()?);
            }
            "rule" => names.push(rest.rule()?),
            _ => return None,
        }
    }
    (!names.is_empty()).then_some(names)
}

/// What was not read yet.
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    /// Passes blanks and comments; is anything left? Nothing, for a comment that does not end.
    fn blanks(&mut self) -> Option<bool> {
        loop {
            self.0 = self.0.trim_start_matches([' ', '\t', '\r', '\n']);
            if let Some(comment) = self.0.strip_prefix("//") {
                self.0 = comment.split_once('\n').map_or("", |(_, after)| after);
            } else if let Some(comment) = self.0.strip_prefix("/*") {
                self.0 = comment.split_once("*/")?.1;
            } else {
                return Some(!self.0.is_empty());
            }
        }
    }

    fn word(&mut self) -> Option<&'t str> {
        let end = self.0.find(|c| !is_in_word(c)).unwrap_or(self.0.len());
        let (word, after) = self.0.split_at_checked(end)?;
        self.0 = after;
        (!word.is_empty()).then_some(word)
    }

    fn sign(&mut self, sign: char) -> Option<()> {
        self.0 = self.0.strip_prefix(sign)?;
        Some(())
    }

    /// After `rule`: its name, its tags, and all that stands between its braces.
    fn rule(&mut self) -> Option<String> {
        self.blanks()?;
        let name = self.word().filter(|name| is_name(name))?.to_owned();
        self.blanks()?;
        if self.0.starts_with(':') {
            self.sign(':')?;
            self.blanks()?;
            while !self.0.starts_with('{') {
                self.word()?;
                self.blanks()?;
            }
        }
        self.braces()?;
        Some(name)
    }

    /// What stands between braces, with the braces of hexadecimal strings in it.
    fn braces(&mut self) -> Option<()> {
        let mut depth = 0_u32;
        loop {
            self.blanks()?;
            match self.0.chars().next()? {
                '"' => self.string()?,
                // Division is written `\`: a slash that begins no comment begins an expression.
                '/' => self.closed_by('/')?,
                '{' => {
                    self.sign('{')?;
                    depth = depth.checked_add(1)?;
                }
                '}' => {
                    self.sign('}')?;
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(());
                    }
                }
                // A string, its count, offset or length is named behind a sign: that is no word of the language.
                '$' | '#' | '@' | '!' => {
                    self.0 = self.0.get(1..)?;
                    self.word();
                }
                // Taken wherever it stands, here too.
                letter if is_in_word(letter) => (self.word()? != "include").then_some(())?,
                other => self.sign(other)?,
            }
        }
    }

    fn string(&mut self) -> Option<()> {
        self.0.starts_with('"').then_some(())?;
        self.closed_by('"')
    }

    /// From a sign to the same sign on the same line; a backslash takes the next character with it.
    fn closed_by(&mut self, sign: char) -> Option<()> {
        self.sign(sign)?;
        let mut letters = self.0.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\n' => return None,
                '\\' => drop(letters.next().filter(|(_, next)| *next != '\n')?),
                letter if letter == sign => {
                    self.0 = self.0.get(at + sign.len_utf8()..)?;
                    return Some(());
                }
                _ => {}
            }
        }
        None
    }
}

const fn is_in_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// May a rule be called so?
fn is_name(word: &str) -> bool {
    !word.starts_with(|c: char| c.is_ascii_digit())
        && word.len() <= LONGEST_NAME
        && !KEYWORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_stand_for_themselves_are_taken() {
        for (text, found) in [
            ("rule a { condition: true }", vec!["a"]),
            (
                "import \"pe\"\n// x\nprivate rule a : t1 t2 { condition: pe.is_dll() }\n/* } */ rule b{condition:a}",
                vec!["a", "b"],
            ),
            (
                "rule includes { strings: $include = \"include\" condition: #include > 1 and $include }",
                vec!["includes"],
            ),
            (
                "rule h { meta: d = \"a \\\" } /*\" strings: $a = { 6A ?? [2-4] ( 6A | 6B ) } $b = /ab\\/}\"{2}/i\n condition: $a or 4 \\ 2 == 2 }",
                vec!["h"],
            ),
        ] {
            assert_eq!(names(text).unwrap(), found, "{text}");
        }
    }

    /// [PUB-23]
    #[test]
    fn what_would_touch_the_rules_of_others_is_no_rule() {
        for text in [
            "",
            "// nothing",
            "global rule off { condition: false }",
            "private global rule off { condition: false }",
            "global private rule off { condition: false }",
            "include \"/etc/passwd\"\nrule a { condition: true }",
            "rule a { condition: true } include \"x\"",
            "rule a { condition: include \"/etc/passwd\" true }",
            "rule a { meta: b = 1 include \"x\" condition: true }",
            "rule a { condition: true include/**/\"x\" }",
            "import \"nosuch\" rule a { condition: true }",
            "import \"hash\" rule a { condition: hash.md5(0, filesize) == \"\" }",
            "import \"dotnet\" rule a { condition: true }",
            "import \"console\" rule a { condition: true }",
            "rule all { condition: true }",
            "rule 1a { condition: true }",
            "rule a { condition: true } /* and all that follows",
            "rule a { condition: true",
            "rule a { condition: true }}",
            "rule a { strings: $a = \"x\n condition: $a }",
            "rule a { strings: $a = \"x\\",
            "rule a { strings: $a = /x\n/ condition: $a }",
            "text rule a { condition: true }",
            "rule { condition: true }",
            "rule a : { condition: true } }",
        ] {
            assert!(names(text).is_none(), "{text}");
        }
    }
}
