//! As much of HTML as our own pages have: forms and their fields.

/// A form on a page.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// Where it goes; the page itself unless told.
    pub(crate) action: Option<String>,
    fields: Vec<Field>,
}

#[derive(Debug)]
struct Field {
    name: String,
    value: String,
    /// Whether it is sent without anybody doing something.
    is_sent: bool,
}

impl Form {
    /// Whether it has a field of this name.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// What is sent when these fields are filled.
    pub(crate) fn filled(&self, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let given = |name: &str| fields.iter().find(|(given, _)| *given == name);
        let untouched = self.fields.iter().filter(|field| field.is_sent && given(&field.name).is_none());
        let untouched = untouched.map(|field| (field.name.clone(), field.value.clone()));
        untouched
            .chain(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
            .collect()
    }
}

/// Every form of a page that is posted.
pub(crate) fn forms(page: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut is_inside = false;
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        match tag.split_whitespace().next().unwrap_or_default() {
            "form" => {
                assert_eq!(attribute(tag, "method").as_deref(), Some("post"));
                forms.push(Form { action: attribute(tag, "action"), fields: Vec::new() });
                is_inside = true;
            }
            "/form" => is_inside = false,
            element @ ("input" | "button" | "select") if is_inside => {
                let Some(name) = attribute(tag, "name") else { continue };
                let is_sent = element == "input" && attribute(tag, "type").as_deref() != Some("checkbox");
                let value = attribute(tag, "value").unwrap_or_default();
                forms.last_mut().unwrap().fields.push(Field { name, value, is_sent });
            }
            _ => {}
        }
    }
    forms
}

/// The value of an attribute of a tag, in which no value holds `>`.
pub(crate) fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescape(rest.split('"').next().unwrap()))
}

/// The text behind numbered references.
pub(crate) fn unescape(text: &str) -> String {
    let references = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    references.iter().fold(text.to_owned(), |text, (reference, letter)| text.replace(reference, letter))
}
