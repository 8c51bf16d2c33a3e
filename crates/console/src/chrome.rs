//! What every page has around its own part: title, label, navigation, what went wrong, footer.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use fanal_protocol::{Code, Label, Problem};
use fanal_store::Right;

use crate::calendar::{Moment, day};
use crate::lang::Lang;
use crate::pill::Pill;
use crate::plain::plain;
use crate::texts::Texts;
use crate::visit::{Signed, Stop, Visit};

/// What every page has. Templates call it `f`.
pub(crate) struct Frame {
    /// The texts.
    pub(crate) t: &'static Texts,
    /// The page's heading.
    pub(crate) title: String,
    /// What the browser's history may keep of it, after the label. [SR-32]
    pub(crate) neutral: String,
    /// The label of what is shown: a bar at the top and one at the bottom.
    pub(crate) pill: Option<Pill>,
    /// Which entry of the navigation this is.
    pub(crate) here: &'static str,
    /// The desk's name.
    pub(crate) desk: String,
    /// Who signed in.
    pub(crate) account: Option<String>,
    /// Works with content.
    pub(crate) staff: bool,
    /// Writes and sends.
    pub(crate) analyst: bool,
    /// Looks after the network.
    pub(crate) coordinator: bool,
    /// Looks after the desk.
    pub(crate) admin: bool,
    /// The token of every form here.
    pub(crate) token: String,
    /// The way back to this page.
    pub(crate) path: String,
    /// What was just done, in words.
    pub(crate) done: Option<String>,
    /// What has to be mended, each with the field.
    pub(crate) faults: Vec<Fault>,
    /// What everybody has to know: the roster is old, two were seen.
    pub(crate) alarms: Vec<String>,
    /// Desks whose key changed: id, what is said of it, day.
    pub(crate) changed_keys: Vec<(String, String, Moment)>,
    /// The networks to choose from, where there are several: id, name, chosen.
    pub(crate) networks: Vec<(String, String, bool)>,
}

/// Something to be mended.
#[derive(Clone)]
pub(crate) struct Fault {
    /// The id of the field.
    pub(crate) field: &'static str,
    /// In the reader's language.
    pub(crate) text: String,
    /// In the program's own words, English.
    pub(crate) detail: Option<String>,
}

impl Fault {
    /// Of a problem.
    pub(crate) fn of(texts: &Texts, field: &'static str, problem: &Problem) -> Self {
        let detail = match &problem.hint {
            Some(hint) => format!("{} ({hint})", problem.text),
            None => problem.text.clone(),
        };
        Self {
            field,
            text: texts.code(problem.code),
            detail: Some(detail),
        }
    }

    /// Of a text of the catalogue.
    pub(crate) fn says(texts: &Texts, field: &'static str, key: &str) -> Self {
        Self {
            field,
            text: texts.say(key),
            detail: None,
        }
    }
}

impl Frame {
    /// Around a page for anybody.
    pub(crate) fn of(visit: &Visit, title: String) -> Self {
        let rights = visit
            .session
            .as_ref()
            .map(|session| session.caller.rights());
        let may = |right| rights.is_some_and(|rights| rights.contains(&right));
        Self {
            t: visit.texts,
            neutral: title.clone(),
            title,
            pill: None,
            here: "",
            desk: visit.desk.profile().name.clone(),
            account: visit
                .session
                .as_ref()
                .map(|session| session.caller.account().to_owned()),
            staff: may(Right::Analyst) || may(Right::Reviewer),
            analyst: may(Right::Analyst),
            coordinator: may(Right::Coordinator),
            admin: may(Right::Admin),
            token: visit.form_token(),
            path: visit.path.clone(),
            done: None,
            faults: Vec::new(),
            changed_keys: visit
                .key_changes
                .iter()
                .map(|it| {
                    let key = if it.signs {
                        "key-changed"
                    } else {
                        "key-changed-tls"
                    };
                    (
                        it.desk.to_string(),
                        visit.texts.with(key, "name", &it.name),
                        day(visit.texts, it.at),
                    )
                })
                .collect(),
            networks: networks(visit),
            alarms: if rights.is_some() {
                alarms(visit)
            } else {
                Vec::new()
            },
        }
    }

    /// Around a page of somebody who signed in; `here` is its entry in the navigation.
    pub(crate) fn signed(who: &Signed, here: &'static str, title: String) -> Self {
        Self {
            here,
            ..Self::of(&who.visit, title)
        }
    }

    /// The same where the heading is somebody's words: the history of a shared machine gets the id alone.
    pub(crate) fn known_as(mut self, id: impl ToString) -> Self {
        self.neutral = id.to_string();
        self
    }

    /// The same with a label.
    pub(crate) fn labelled(mut self, label: Label) -> Self {
        self.pill = Some(Pill::of(self.t, label));
        self
    }

    /// The same with what was just done, if the address says so.
    pub(crate) fn done(mut self, key: Option<&str>) -> Self {
        self.done = key.and_then(crate::doing::done).map(|key| self.t.say(key));
        self
    }

    /// The same with what has to be mended.
    pub(crate) fn faulty(mut self, faults: Vec<Fault>) -> Self {
        self.faults = faults;
        self
    }

    /// The languages of the switch.
    pub(crate) fn langs(&self) -> [Lang; 4] {
        Lang::ALL
    }

    /// Is there something to be mended in this field?
    pub(crate) fn is_faulty(&self, field: &str) -> bool {
        self.faults.iter().any(|fault| fault.field == field)
    }
}

/// Nothing, where there is nothing to choose.
fn networks(visit: &Visit) -> Vec<(String, String, bool)> {
    let all = visit.desk.networks();
    if visit.session.is_none() || all.len() < 2 {
        return Vec::new();
    }
    let all = all.into_iter();
    all.map(|(id, name, chosen)| (id.to_string(), name, chosen))
        .collect()
}

/// What stands in everybody's way just now.
fn alarms(visit: &Visit) -> Vec<String> {
    use fanal_desk::RosterAlarm as Alarm;
    let key = |alarm| match alarm {
        Alarm::Forked => "alarm-forked",
        Alarm::Expired => "alarm-expired",
        Alarm::Stale => "alarm-stale",
        Alarm::Unheard => "alarm-unheard",
    };
    let alarms = visit.desk.roster_alarms().into_iter();
    alarms.map(|alarm| visit.texts.say(key(alarm))).collect()
}

/// A page, rendered.
pub(crate) fn page(template: &impl Template) -> Result<Response, Stop> {
    page_with(StatusCode::OK, template)
}

/// A page with another status.
pub(crate) fn page_with(status: StatusCode, template: &impl Template) -> Result<Response, Stop> {
    let html = template
        .render()
        .map_err(|error| Problem::new(Code::Broken, error.to_string()))?;
    let mut response = (status, plain(html)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    Ok(response)
}

/// After an act: the browser asks for the page, so that a reload repeats nothing.
pub(crate) fn see(path: &str) -> Result<Response, Stop> {
    Ok(Redirect::to(path).into_response())
}

/// A way back that somebody's form named: an address of ours, or home.
pub(crate) fn way_back(path: &str) -> &str {
    let plain = |c: char| c.is_ascii_graphic() && c != '\\';
    let ours = path.starts_with("/c/") && !path.contains("//") && path.chars().all(plain);
    if ours { path } else { "/c/" }
}
