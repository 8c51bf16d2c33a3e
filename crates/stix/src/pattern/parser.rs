//! Recursive descent over the tokens, following the grammar's precedence: `AND` binds before `OR`,
//! and among observations `FOLLOWEDBY` comes last.

use super::lexer::{Token, is_plain_key, tokens};
use super::{
    Beyond, Check, Comparator, Expression, Literal, MAX_PATTERN_BYTES, MAX_PATTERN_DEPTH,
    ObjectPath, Pattern, PatternError, Step, Test,
};

pub(super) fn parse(text: &str) -> Result<Pattern, PatternError> {
    if text.len() > MAX_PATTERN_BYTES {
        return Err(PatternError {
            offset: 0,
            what: "longer than 256 KiB",
        });
    }
    let mut parser = Parser {
        tokens: tokens(text)?.into_iter().peekable(),
        beyond: None,
        end: text.len(),
    };
    let single = parser.followed_by(0)?;
    if !parser.is_at(&Token::End) {
        return parser.fault("more text after the pattern");
    }
    Ok(match parser.beyond {
        None => Pattern::Single(single),
        Some(because) => Pattern::Beyond {
            text: text.to_owned(),
            because,
        },
    })
}

type Parsed<T> = Result<T, PatternError>;

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<(usize, Token)>>,
    /// The first thing met that level 1 does not have.
    beyond: Option<Beyond>,
    end: usize,
}

impl Parser {
    fn is_at(&mut self, token: &Token) -> bool {
        self.tokens.peek().is_some_and(|(_, next)| next == token)
    }

    fn is_at_word(&mut self, word: &str) -> bool {
        matches!(self.tokens.peek(), Some((_, Token::Word(next))) if next == word)
    }

    fn fault<T>(&mut self, what: &'static str) -> Parsed<T> {
        let offset = self.tokens.peek().map_or(self.end, |(offset, _)| *offset);
        Err(PatternError { offset, what })
    }

    fn next(&mut self) -> Token {
        self.tokens.next().map_or(Token::End, |(_, token)| token)
    }

    fn eat(&mut self, sign: &'static str) -> bool {
        let found = self.is_at(&Token::Sign(sign));
        if found {
            self.next();
        }
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_at_word(word);
        if found {
            self.next();
        }
        found
    }

    fn expect(&mut self, sign: &'static str, what: &'static str) -> Parsed<()> {
        if self.eat(sign) {
            Ok(())
        } else {
            self.fault(what)
        }
    }

    fn expect_word(&mut self, word: &str, what: &'static str) -> Parsed<()> {
        if self.eat_word(word) {
            Ok(())
        } else {
            self.fault(what)
        }
    }

    fn expect_that(&mut self, wanted: impl Fn(&Token) -> bool, what: &'static str) -> Parsed<()> {
        match self.tokens.next_if(|(_, token)| wanted(token)) {
            Some(_) => Ok(()),
            None => self.fault(what),
        }
    }

    fn goes_beyond(&mut self, why: Beyond) {
        self.beyond.get_or_insert(why);
    }

    // Observations. The expression that comes back is that of the first one; it is used only when
    // it is alone.

    fn followed_by(&mut self, depth: usize) -> Parsed<Expression> {
        self.observations(depth, "FOLLOWEDBY", Beyond::FollowedBy, |parser, depth| {
            parser.observations(depth, "OR", Beyond::Or, |parser, depth| {
                parser.observations(depth, "AND", Beyond::And, Self::observation)
            })
        })
    }

    fn observations(
        &mut self,
        depth: usize,
        word: &str,
        why: Beyond,
        part: impl Fn(&mut Self, usize) -> Parsed<Expression>,
    ) -> Parsed<Expression> {
        let first = part(self, depth)?;
        while self.eat_word(word) {
            self.goes_beyond(why);
            part(self, depth)?;
        }
        Ok(first)
    }

    fn observation(&mut self, depth: usize) -> Parsed<Expression> {
        if depth > MAX_PATTERN_DEPTH {
            return self.fault("nested too deep");
        }
        if self.eat("(") {
            let inner = self.followed_by(depth + 1)?;
            self.expect(")", "`)` is missing")?;
            while self.qualifier()?.is_some() {}
            return Ok(inner);
        }
        self.expect("[", "an observation must begin with `[`")?;
        let inner = self.or(depth)?;
        self.expect("]", "an operator or `]` is missing")?;
        let mut seen = Vec::new();
        while let Some(qualifier) = self.qualifier()? {
            if seen.contains(&qualifier) {
                return self.fault("the same qualifier twice");
            }
            seen.push(qualifier);
        }
        Ok(inner)
    }

    fn qualifier(&mut self) -> Parsed<Option<Beyond>> {
        let qualifier = if self.eat_word("WITHIN") {
            let is_number = |token: &Token| matches!(token, Token::Integer(n) | Token::Float(n) if !n.starts_with('-'));
            self.expect_that(is_number, "WITHIN takes a positive number")?;
            self.expect_word("SECONDS", "SECONDS is missing")?;
            Beyond::Within
        } else if self.eat_word("REPEATS") {
            let is_number =
                |token: &Token| matches!(token, Token::Integer(n) if !n.starts_with('-'));
            self.expect_that(is_number, "REPEATS takes a positive whole number")?;
            self.expect_word("TIMES", "TIMES is missing")?;
            Beyond::Repeats
        } else if self.eat_word("START") {
            self.timestamp()?;
            self.expect_word("STOP", "STOP is missing")?;
            self.timestamp()?;
            Beyond::StartStop
        } else {
            return Ok(None);
        };
        self.goes_beyond(qualifier);
        Ok(Some(qualifier))
    }

    fn timestamp(&mut self) -> Parsed<()> {
        let is_time = |token: &Token| matches!(token, Token::Timestamp(_));
        self.expect_that(
            is_time,
            "START and STOP take a time like t'2024-01-31T12:00:00Z'",
        )
    }

    // Comparisons.

    fn or(&mut self, depth: usize) -> Parsed<Expression> {
        let mut parts = vec![self.and(depth)?];
        while self.eat_word("OR") {
            parts.push(self.and(depth)?);
        }
        Ok(one_or(parts, Expression::Or))
    }

    fn and(&mut self, depth: usize) -> Parsed<Expression> {
        let mut parts = vec![self.test(depth)?];
        while self.eat_word("AND") {
            parts.push(self.test(depth)?);
        }
        Ok(one_or(parts, Expression::And))
    }

    fn test(&mut self, depth: usize) -> Parsed<Expression> {
        if depth > MAX_PATTERN_DEPTH {
            return self.fault("nested too deep");
        }
        if self.eat("(") {
            let inner = self.or(depth + 1)?;
            self.expect(")", "`)` is missing")?;
            return Ok(inner);
        }
        let negated = self.eat_word("NOT");
        if self.eat_word("EXISTS") {
            let path = self.path()?;
            return Ok(Expression::Test(Test {
                path,
                negated,
                check: Check::Exists,
            }));
        }
        if negated {
            return self.fault("NOT stands before the operator, or before EXISTS");
        }
        let path = self.path()?;
        let negated = self.eat_word("NOT");
        let check = self.check()?;
        Ok(Expression::Test(Test {
            path,
            negated,
            check,
        }))
    }

    fn check(&mut self) -> Parsed<Check> {
        if self.eat_word("IN") {
            return self.set().map(Check::In);
        }
        if self.eat_word("LIKE") {
            return self.text().map(Check::Like);
        }
        if self.eat_word("MATCHES") {
            return self.text().map(Check::Matches);
        }
        if self.eat_word("ISSUBSET") {
            return self.text().map(Check::IsSubset);
        }
        if self.eat_word("ISSUPERSET") {
            return self.text().map(Check::IsSuperset);
        }
        let comparator = self.comparator()?;
        let literal = self.literal()?;
        let orders = !matches!(comparator, Comparator::Equal | Comparator::NotEqual);
        if orders && matches!(literal, Literal::Bool(_)) {
            return self.fault("true and false have no order");
        }
        Ok(Check::Compare(comparator, literal))
    }

    fn comparator(&mut self) -> Parsed<Comparator> {
        const COMPARATORS: [(&str, Comparator); 8] = [
            ("=", Comparator::Equal),
            ("==", Comparator::Equal),
            ("!=", Comparator::NotEqual),
            ("<>", Comparator::NotEqual),
            ("<", Comparator::Less),
            (">", Comparator::Greater),
            ("<=", Comparator::LessOrEqual),
            (">=", Comparator::GreaterOrEqual),
        ];
        match COMPARATORS.into_iter().find(|(sign, _)| self.eat(sign)) {
            Some((_, comparator)) => Ok(comparator),
            None => self.fault("a comparison operator is missing"),
        }
    }

    fn set(&mut self) -> Parsed<Vec<Literal>> {
        self.expect("(", "IN takes a list in parentheses")?;
        let mut literals = Vec::new();
        if self.eat(")") {
            return Ok(literals);
        }
        loop {
            literals.push(self.literal()?);
            if self.eat(")") {
                return Ok(literals);
            }
            self.expect(",", "`,` or `)` is missing in a list")?;
        }
    }

    fn text(&mut self) -> Parsed<String> {
        match self
            .tokens
            .next_if(|(_, token)| matches!(token, Token::Text(_)))
        {
            Some((_, Token::Text(text))) => Ok(text),
            _ => self.fault("a quoted text is missing"),
        }
    }

    fn literal(&mut self) -> Parsed<Literal> {
        let is_literal = |token: &Token| match token {
            Token::Word(word) => word == "true" || word == "false",
            Token::Sign(_) | Token::End => false,
            Token::Text(_)
            | Token::Integer(_)
            | Token::Float(_)
            | Token::Hex(_)
            | Token::Binary(_)
            | Token::Timestamp(_) => true,
        };
        match self
            .tokens
            .next_if(|(_, token)| is_literal(token))
            .map(|(_, token)| token)
        {
            Some(Token::Text(text)) => Ok(Literal::Text(text)),
            Some(Token::Integer(text)) => Ok(Literal::Integer(text)),
            Some(Token::Float(text)) => Ok(Literal::Float(text)),
            Some(Token::Hex(text)) => Ok(Literal::Hex(text)),
            Some(Token::Binary(text)) => Ok(Literal::Binary(text)),
            Some(Token::Timestamp(text)) => Ok(Literal::Timestamp(text)),
            Some(Token::Word(word)) => Ok(Literal::Bool(word == "true")),
            Some(Token::Sign(_) | Token::End) | None => self.fault("a literal is missing"),
        }
    }

    fn path(&mut self) -> Parsed<ObjectPath> {
        let Some((_, Token::Word(object_type))) = self
            .tokens
            .next_if(|(_, token)| matches!(token, Token::Word(_)))
        else {
            return self.fault("an object path like `domain-name:value` is missing");
        };
        self.expect(":", "`:` is missing after the object type")?;
        let mut steps = vec![self.key()?];
        loop {
            if self.eat(".") {
                steps.push(self.key()?);
            } else if self.eat("[") {
                steps.push(self.list_step()?);
                self.expect("]", "`]` is missing after a list index")?;
            } else {
                return Ok(ObjectPath { object_type, steps });
            }
        }
    }

    fn key(&mut self) -> Parsed<Step> {
        let is_key = |token: &Token| match token {
            Token::Word(word) => is_plain_key(word),
            Token::Text(_) => true,
            Token::Integer(_)
            | Token::Float(_)
            | Token::Hex(_)
            | Token::Binary(_)
            | Token::Timestamp(_)
            | Token::Sign(_)
            | Token::End => false,
        };
        match self.tokens.next_if(|(_, token)| is_key(token)) {
            Some((_, Token::Word(key) | Token::Text(key))) => Ok(Step::Key(key)),
            _ => self.fault("a property name is missing; one with a hyphen needs quotes"),
        }
    }

    fn list_step(&mut self) -> Parsed<Step> {
        if self.eat("*") {
            return Ok(Step::Any);
        }
        match self
            .tokens
            .next_if(|(_, token)| matches!(token, Token::Integer(_)))
        {
            Some((_, Token::Integer(index))) => Ok(Step::Index(index)),
            _ => self.fault("a list index is a whole number or `*`"),
        }
    }
}

/// The only part, or the parts joined.
fn one_or(mut parts: Vec<Expression>, join: impl Fn(Vec<Expression>) -> Expression) -> Expression {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            join(parts)
        }
    }
}
