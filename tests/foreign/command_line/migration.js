// A migration: a new content type, and a new field in one that there is.
"use strict";

module.exports = async ({ migration }) => {
  const menu = migration.createContentType("menu").title("Menu").description("What is served.");
  menu.createField("title").display_name("Title").data_type("text").mandatory(true).unique(true);
  menu.createField("courses").display_name("Courses").data_type("number");
  migration.addTask(menu.getTaskDefinition());

  const ingredient = migration.editContentType("ingredient").title("Ingredient").description("What is weighed.");
  ingredient.createField("origin").display_name("Origin").data_type("text").mandatory(false);
  migration.addTask(ingredient.getTaskDefinition());
};
